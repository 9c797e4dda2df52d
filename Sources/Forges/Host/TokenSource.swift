import HTTPTransport
import Promotion

/// Where the token comes from that a host is shown.
protocol TokenSource: Sendable {
    /// The token for the next request.
    func token() async throws(Problem) -> String
    /// Another token, after the host has refused this one with `answer`; nil where there is none to be had.
    func token(after refused: String, _ answer: HTTPResponse) async throws(Problem) -> String?
}

/// The token of an account, made by a person.
struct AccountToken: TokenSource {
    let read: @Sendable () -> Result<String, Problem>

    func token() async throws(Problem) -> String { try read().get() }

    /// Only a file that was changed in the meantime holds another.
    func token(after refused: String, _ answer: HTTPResponse) async throws(Problem) -> String? {
        let now = try read().get()
        return now == refused ? nil : now
    }
}
