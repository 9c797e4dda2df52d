import Foundation
import HTTPTransport

/// What a host says of its refusal, in whichever form it says it.
enum HostWords {
    /// `message` and `errors` (GitHub, Gitea), `message` as text, list or lists by field (GitLab), `error` and
    /// `error_description` (GitLab, OAuth), `fields` (Bitbucket): on one line, at most 400 characters, without what `secret` is.
    static func of(_ response: HTTPResponse, without secret: String) -> String {
        guard !response.isSuccess, response.body.count <= 256 << 10 else { return "" }
        var texts: [String] = []
        if let body = try? JSONDecoder().decode(Words.self, from: Data(response.body)) {
            body.gather(into: &texts, under: nil)
        } else if response.headers["Content-Type"]?.lowercased().hasPrefix("text/plain") == true {
            texts.append(String(decoding: response.body, as: UTF8.self))
        }
        var line = texts.joined(separator: "; ").split { $0.isWhitespace || $0.isControl }.joined(separator: " ")
        if !secret.isEmpty { line = line.replacingOccurrences(of: secret, with: "…") }
        return line.count > 400 ? line.prefix(400) + "…" : line
    }

    /// Any JSON, of which only what may be words is kept.
    private indirect enum Words: Decodable {
        case text(String)
        case list([Words])
        case object([String: Words])
        case other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .text(text)
            } else if let list = try? container.decode([Words].self) {
                self = .list(list)
            } else if let object = try? container.decode([String: Words].self) {
                self = .object(object)
            } else {
                self = .other
            }
        }

        /// The members that hold words; any other name is a field of the request that a list of words is about.
        func gather(into texts: inout [String], under name: String?) {
            guard texts.count < 8 else { return }
            switch self {
            case .text(let text):
                if !text.isEmpty, !texts.contains(text) { texts.append(name.map { "\($0) \(text)" } ?? text) }
            case .list(let list):
                for entry in list { entry.gather(into: &texts, under: name) }
            case .object(let members):
                for key in ["message", "error", "error_description", "errors", "fields"] {
                    members[key]?.gather(into: &texts, under: name)
                }
                if case .text(let field) = members["field"], case .text(let code) = members["code"] {
                    texts.append("\(field) \(code)")
                }
                guard members["message"] == nil, members["error"] == nil else { return }
                for (key, value) in members.sorted(by: { $0.key < $1.key }) {
                    if case .list = value, key != "errors" { value.gather(into: &texts, under: key) }
                }
            case .other: break
            }
        }
    }
}

/// ` and said: …`, to be part of a sentence; nothing where the host says nothing.
func said(_ words: String) -> String { words.isEmpty ? "" : " and said: \(words.withoutStop)" }

extension Character {
    fileprivate var isControl: Bool { unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F } }
}
