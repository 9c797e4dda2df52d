import SSHTransport

/// One ref to move.
struct RefUpdate: Hashable, Sendable {
    let ref: String
    /// What the server must still have, or it refuses; zero: the ref must not exist.
    let old: ObjectID
    let new: ObjectID
}

/// A conversation with `git-receive-pack` (gitprotocol-pack, "Pushing Data To a Server"), from its advertisement on.
struct ReceivePack {
    let advertisement: RefAdvertisement
    private let channel: any GitChannel
    private var packets: PacketReader

    /// What the server may send before it is cut off: a million refs' advertisement fits.
    private static let limit = 128 << 20

    /// Reads the advertisement.
    init(_ channel: any GitChannel) throws {
        self.channel = channel
        packets = PacketReader(channel, limit: Self.limit)
        advertisement = try RefAdvertisement(&packets)
        guard advertisement.capabilities.contains("report-status") else {
            throw ProtocolViolation(description: "the server does not report what becomes of a push (report-status)")
        }
    }

    /// Sends the commands and the pack. Once this has thrown, the server may have all of it, or none.
    func send(_ updates: [RefUpdate], pack: [UInt8], options: [String] = []) throws {
        let offered = advertisement.capabilities
        var wanted = ["report-status"]
        if offered.contains("side-band-64k") { wanted.append("side-band-64k") }
        if updates.count > 1, offered.contains("atomic") { wanted.append("atomic") }
        let withOptions = !options.isEmpty && offered.contains("push-options")
        if withOptions { wanted.append("push-options") }
        if advertisement.value(of: "object-format") != nil { wanted.append("object-format=sha1") }
        wanted.append("agent=sluice")
        var bytes: [UInt8] = []
        for (index, update) in updates.enumerated() {
            let line = "\(update.old) \(update.new) \(update.ref)"
            bytes += PacketLine.encode(index == 0 ? "\(line)\0 \(wanted.joined(separator: " "))" : line)
        }
        bytes += PacketLine.flush
        if withOptions {
            for option in options { bytes += PacketLine.encode(option) }
            bytes += PacketLine.flush
        }
        bytes += pack
        try write(bytes)
        // Where the conversation goes on, the service reads no further than the pack's end.
        if channel.isStateless { try channel.finishWriting() }
    }

    /// Reads what became of it.
    mutating func report() throws -> PushReport {
        guard advertisement.capabilities.contains("side-band-64k") else {
            return try PushReport(lines: lines { try packets.next() }, serverWords: channel.remoteErrors)
        }
        var words: [UInt8] = []
        var inner: [UInt8] = []
        while let packet = try packets.next() {
            switch packet.first {
            case 1: inner += packet.dropFirst()
            case 2: if words.count < 16384 { words += packet.dropFirst() }
            case 3: throw EndedEarly(serverWords: String(decoding: words + packet.dropFirst(), as: UTF8.self).printable)
            default: throw ProtocolViolation(description: "the server used an unknown side band")
            }
        }
        let text = String(decoding: words, as: UTF8.self)
        var rest = inner[...]
        let report = try lines { try PacketLine.take(&rest) }
        return try PushReport(lines: report, serverWords: text + channel.remoteErrors)
    }

    /// Says that nothing will be pushed, as git does, so that the server ends without a complaint.
    func leave() {
        // A server that is gone already needs no farewell, and a stateless one gets none: nobody waits there.
        try? write(PacketLine.flush)
    }

    private func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try channel.write($0) }
    }

    private func lines(_ next: () throws -> [UInt8]?) throws -> [String] {
        var lines: [String] = []
        while var payload = try next() {
            if payload.last == UInt8(ascii: "\n") { payload.removeLast() }
            lines.append(String(decoding: payload, as: UTF8.self))
        }
        return lines
    }
}

extension PacketLine {
    /// Takes one packet off the front; nil for a flush or at the end.
    static func take(_ bytes: inout ArraySlice<UInt8>) throws -> [UInt8]? {
        guard !bytes.isEmpty else { return nil }
        guard let length = Int(String(decoding: bytes.prefix(4), as: UTF8.self), radix: 16),
            length == 0 || (4...bytes.count).contains(length)
        else { throw ProtocolViolation(description: "the server's report is broken") }
        defer { bytes = bytes.dropFirst(max(length, 4)) }
        return length == 0 ? nil : Array(bytes.dropFirst(4).prefix(length - 4))
    }
}
