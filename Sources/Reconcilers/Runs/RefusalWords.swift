import Foundation

/// What a server says of its refusal: `message`, `error`, `error_description` and `errors`, each as a text, a list, or lists
/// by field (GitLab, GitHub), or `errors` of `title` and `detail` (JSON:API).
indirect enum RefusalWords: Decodable {
    case text(String)
    case list([RefusalWords])
    case object([String: RefusalWords])
    case other

    /// On one line, at most 400 characters, without what `secret` is.
    static func of(_ body: [UInt8], without secret: String) -> String {
        guard body.count <= 256 << 10, let words = try? JSONDecoder().decode(Self.self, from: Data(body)) else {
            return ""
        }
        var texts: [String] = []
        words.gather(into: &texts, isSaid: false)
        var line = texts.joined(separator: "; ")
        if !secret.isEmpty { line = line.replacingOccurrences(of: secret, with: "…") }
        return line.words(limit: 400)
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self = .text(text)
        } else if let list = try? container.decode([RefusalWords].self) {
            self = .list(list)
        } else if let object = try? container.decode([String: RefusalWords].self) {
            self = .object(object)
        } else {
            self = .other
        }
    }

    private static let keys = ["message", "error", "error_description", "title", "detail", "errors"]

    private func gather(into texts: inout [String], isSaid: Bool) {
        guard texts.count < 8 else { return }
        switch self {
        case .text(let text): if isSaid, !text.isEmpty, !texts.contains(text) { texts.append(text) }
        case .list(let list): for entry in list { entry.gather(into: &texts, isSaid: isSaid) }
        case .object(let members):
            let known = Self.keys.filter { members[$0] != nil }
            for key in known { members[key]?.gather(into: &texts, isSaid: true) }
            guard isSaid, known.isEmpty else { return }
            for (_, value) in members.sorted(by: { $0.key < $1.key }) { value.gather(into: &texts, isSaid: true) }
        case .other: break
        }
    }
}
