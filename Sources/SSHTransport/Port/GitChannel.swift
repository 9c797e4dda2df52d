/// A byte stream to one Git service process on the server.
///
/// Calls block until they are done, the channel's deadline passes, or its cancellation is cancelled; run them on a
/// thread of the project's own. A channel is confined to one thread at a time. After any failure the channel is
/// useless: close it.
package protocol GitChannel: AnyObject {
    /// What every later call on this channel must be done by; starts as the deadline given to `GitTransport.open`.
    ///
    /// Move it on while data flows to bound silence rather than the whole transfer.
    var deadline: Deadline { get set }

    /// Whether the server forgets the conversation after each answer, as over HTTP (gitprotocol-http): every request has to
    /// repeat what came before it.
    ///
    /// What is written is then kept until `finishWriting` or the next `read`, and sent as one request; writing after an answer
    /// begins another request, and what was not read of the answer is lost. The service's advertisement is there to be read
    /// from the start, without the line that announces the service.
    var isStateless: Bool { get }

    /// What the server has written to standard error, as far as it came while we read, wrote or closed; at most 16 KiB,
    /// invalid UTF-8 replaced.
    var remoteErrors: String { get }

    /// Reads at least one byte, or answers 0 at the end of the stream.
    ///
    /// A service that ends before it has said anything throws `remoteFailed` with its exit status and its words:
    /// a missing repository and a refused permission arrive so. After the first byte the end is 0, and `close` tells
    /// the exit status.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> Int

    /// Writes all bytes.
    ///
    /// While the server does not take them, what it sends meanwhile is kept for `read` (at most 4 MiB), so that both
    /// sides can write at once. A service that ended meanwhile throws `remoteFailed`.
    func write(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure)

    /// Tells the server that nothing more follows. Reading stays possible; a second call does nothing.
    func finishWriting() throws(TransportFailure)

    /// Ends the stream and answers how the service ended.
    ///
    /// Waits for the service's end for at most two seconds and never beyond the deadline; a service that is still
    /// running then is cut off, and its exit status is nil. A second call answers the same again.
    @discardableResult
    func close() -> ChannelEnd
}

extension GitChannel {
    package var isStateless: Bool { false }
}

/// How a service on the server ended.
package struct ChannelEnd: Sendable, Equatable {
    /// Nil when the server told none: killed by a signal, cut off by us, or the connection was lost.
    package var exitStatus: Int32?
    /// The server's standard error, at most 16 KiB.
    package var errors: String

    package init(exitStatus: Int32?, errors: String) {
        self.exitStatus = exitStatus
        self.errors = errors
    }
}
