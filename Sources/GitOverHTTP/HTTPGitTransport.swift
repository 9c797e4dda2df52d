package import HTTPTransport
package import SSHTransport

/// Git's smart protocol over HTTP (gitprotocol-http): the repositories of one server, as one user.
///
/// Connections are the HTTP client's to keep.
package final class HTTPGitTransport: GitTransport {
    private let origin: WebURL
    private let access: HTTPGitAccess
    private let sender: any HTTPSending

    /// `origin`: scheme, host and port; does no I/O. `sender` must not hold an answer back until it is whole.
    package init(_ origin: WebURL, access: HTTPGitAccess, sender: any HTTPSending) {
        self.origin = origin
        self.access = access
        self.sender = sender
    }

    package var isIdleSessionOpen: Bool { false }

    package func close() {}

    /// Asks the service for its advertisement, and returns when that begins to come.
    package func open(
        _ service: GitService, path: String, deadline: Deadline, cancellation: Cancellation
    ) throws(TransportFailure) -> any GitChannel {
        let calls = HTTPGitCalls(origin: origin, service: service, access: access)
        guard let address = origin.resolving(path.hasPrefix("/") ? path : "/" + path), address.hasSameOrigin(as: origin)
        else {
            throw calls.failure(.protocolError(during: .startingService, detail: "the path is none of an address"))
        }
        let channel = HTTPGitChannel(calls, sender, deadline: deadline, cancellation: cancellation)
        do throws(TransportFailure) {
            try channel.begin(at: address.text)
        } catch {
            channel.close()
            throw error
        }
        return channel
    }
}
