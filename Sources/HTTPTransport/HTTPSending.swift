/// Whatever carries a request to its server and brings the answer back: the client, or a test's own.
package protocol HTTPSending: Sendable {
    /// The server's answer, whatever its status; throws when there was none, or none within the request's limits.
    ///
    /// Cancelling the task ends the request at once, with `HTTPFailure.Reason.cancelled`.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
}
