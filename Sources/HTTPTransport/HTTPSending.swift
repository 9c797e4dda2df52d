/// Whatever carries a request to its server and brings the answer back: the client, or a test's own.
package protocol HTTPSending: Sendable {
    /// The server's answer, whatever its status; throws when there was none, or none within the request's limits.
    ///
    /// Cancelling the task ends the request at once, with `HTTPFailure.Reason.cancelled`.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

    /// Where a task runs best that sends one request after another: on the sender's own thread, so that no thread waits for
    /// another one between an answer and the next request. Nil where there is no such place.
    ///
    /// Every request waits for what is done there: it must be short, and may not block.
    var chainExecutor: (any TaskExecutor)? { get }
}

extension HTTPSending {
    package var chainExecutor: (any TaskExecutor)? { nil }
}
