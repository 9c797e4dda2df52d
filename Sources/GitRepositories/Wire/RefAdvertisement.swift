/// What a Git service says first (gitprotocol-pack, "Reference Discovery"): its refs and what it can do.
struct RefAdvertisement: Sendable, Equatable {
    /// Ref names with what they stand at; a peeled tag is `name^{}`.
    var refs: [String: ObjectID] = [:]
    /// What else the server has, without a name that is told: forks share their parent's objects on many hosts.
    var others: [ObjectID] = []
    var capabilities: Set<String> = []

    /// All that the server says it has, with the history behind it.
    var all: Set<ObjectID> { Set(refs.values).union(others) }

    /// Reads packets up to the flush.
    init(_ packets: inout PacketReader) throws {
        while var line = try packets.line() {
            if line.hasPrefix("ERR ") { throw EndedEarly(serverWords: line.dropFirst(4).description.printable) }
            if line.hasPrefix("version ") { continue }
            if let end = line.firstIndex(of: "\0") {
                capabilities = Set(line[line.index(after: end)...].split(separator: " ").map(String.init))
                line = String(line[..<end])
            }
            let fields = line.split(separator: " ", maxSplits: 1)
            if fields.first == "shallow" { continue }
            guard fields.count == 2, let id = ObjectID(hex: fields[0]) else {
                if capabilities.contains("object-format=sha256") || fields.first?.utf8.count == 64 {
                    throw WrongObjectFormat()
                }
                throw ProtocolViolation(description: "the server advertised `\(line.printable)`, which is no ref")
            }
            switch fields[1] {
            // What an empty repository says.
            case "capabilities^{}": continue
            // Somebody else's object, which it has all the same.
            case ".have": others.append(id)
            default: refs[String(fields[1])] = id
            }
        }
        if let format = value(of: "object-format"), format != "sha1" { throw WrongObjectFormat() }
    }

    /// What follows `name=` among the capabilities.
    func value(of name: String) -> String? {
        capabilities.first { $0.hasPrefix(name + "=") }.map { String($0.dropFirst(name.count + 1)) }
    }
}

/// A repository whose objects are named by SHA-256.
struct WrongObjectFormat: Error {}
