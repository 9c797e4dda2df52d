import SSHTransport

/// A channel that reads what a test gives it, in pieces, and keeps what is written.
final class FakeChannel: GitChannel {
    var deadline = Deadline.after(.seconds(60))
    var remoteErrors = ""
    private(set) var written: [UInt8] = []
    private var incoming: ArraySlice<UInt8>
    private let piece: Int

    init(_ incoming: [UInt8], piece: Int = 7) {
        self.incoming = incoming[...]
        self.piece = piece
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> Int {
        let bytes = incoming.prefix(min(piece, buffer.count))
        incoming = incoming.dropFirst(bytes.count)
        buffer.copyBytes(from: bytes)
        return bytes.count
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) { written += bytes }
    func finishWriting() throws(TransportFailure) {}
    func close() -> ChannelEnd { ChannelEnd(exitStatus: 0, errors: remoteErrors) }
}
