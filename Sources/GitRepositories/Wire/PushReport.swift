/// What the server reported of a push (gitprotocol-pack, "Report Status"), with what its hooks printed.
struct PushReport: Sendable, Equatable {
    enum Unpacked: Sendable, Equatable {
        case ok
        case failed(String)
    }

    enum RefResult: Sendable, Equatable {
        case ok
        case rejected(String)
    }

    let unpacked: Unpacked
    let refs: [String: RefResult]
    /// Hook output and other text for people, control characters removed, capped.
    let serverWords: String

    init(lines: [String], serverWords: String) throws {
        guard let first = lines.first, first.hasPrefix("unpack ") else {
            throw ProtocolViolation(description: "the server's report does not begin with what became of the pack")
        }
        let unpack = String(first.dropFirst(7))
        var refs: [String: RefResult] = [:]
        for line in lines.dropFirst() {
            let fields = line.split(separator: " ", maxSplits: 2).map(String.init)
            switch (fields.first, fields.count) {
            case ("ok", 2...): refs[fields[1]] = .ok
            case ("ng", 2...): refs[fields[1]] = .rejected((fields.count > 2 ? fields[2] : "no reason given").printable)
            case ("option", _): continue
            default: throw ProtocolViolation(description: "the server's report has the line `\(line.printable)`")
            }
        }
        unpacked = unpack == "ok" ? .ok : .failed(unpack.printable)
        self.refs = refs
        self.serverWords = serverWords.split(whereSeparator: \.isNewline)
            .map { String($0).printable.trimmed }.filter { !$0.isEmpty }.joined(separator: "; ")
    }
}
