import SSHTransport

/// What the server sent where the protocol wanted something else.
struct ProtocolViolation: Error, CustomStringConvertible {
    let description: String
}

/// Reads packets from a channel.
struct PacketReader {
    private let channel: any GitChannel
    private var buffer: [UInt8] = []
    private var position = 0
    private var total = 0
    private let limit: Int

    /// More than `limit` bytes in all are refused: nothing that we read this way is large.
    init(_ channel: any GitChannel, limit: Int) {
        self.channel = channel
        self.limit = limit
    }

    /// The next packet's payload, or nil for a flush.
    mutating func next() throws -> [UInt8]? {
        let header = try take(4)
        guard let length = Int(String(decoding: header, as: UTF8.self), radix: 16), length == 0 || length >= 4 else {
            throw ProtocolViolation(
                description: "the server sent `\(readable(header))` where a packet's length belongs")
        }
        return length == 0 ? nil : try take(length - 4)
    }

    /// The next packet as text without its newline.
    mutating func line() throws -> String? {
        guard var payload = try next() else { return nil }
        if payload.last == UInt8(ascii: "\n") { payload.removeLast() }
        return String(decoding: payload, as: UTF8.self)
    }

    private mutating func take(_ count: Int) throws -> [UInt8] {
        while buffer.count - position < count { try fill() }
        defer { position += count }
        return Array(buffer[position..<position + count])
    }

    private mutating func fill() throws {
        if position > 0 {
            buffer.removeFirst(position)
            position = 0
        }
        let channel = channel
        let bytes = try [UInt8](unsafeUninitializedCapacity: 32768) { buffer, count in
            count = try channel.read(into: UnsafeMutableRawBufferPointer(buffer))
        }
        guard !bytes.isEmpty else { throw EndedEarly(serverWords: channel.remoteErrors.printable) }
        total += bytes.count
        guard total <= limit else { throw ProtocolViolation(description: "the server sent more than \(limit) bytes") }
        buffer += bytes
    }

    private func readable(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).printable }
}

/// The stream ended in the middle of the conversation.
struct EndedEarly: Error, CustomStringConvertible {
    let serverWords: String

    var description: String {
        serverWords.isEmpty
            ? "the server ended the conversation early" : "the server ended the conversation: \(serverWords)"
    }
}
