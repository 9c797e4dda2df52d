internal import Synchronization

/// What was learned about servers, for all transports to them; forgotten when the daemon ends.
final class ServerMemory: Sendable {
    private struct Server: Hashable {
        let host: String
        let port: UInt16

        init(_ endpoint: SSHEndpoint) {
            host = endpoint.host
            port = endpoint.port
        }
    }

    private let oneChannel = Mutex<Set<Server>>([])

    /// Whether the server has refused a second channel on a session.
    func allowsOneChannelASession(_ endpoint: SSHEndpoint) -> Bool {
        oneChannel.withLock { $0.contains(Server(endpoint)) }
    }

    func rememberOneChannelASession(_ endpoint: SSHEndpoint) {
        _ = oneChannel.withLock { $0.insert(Server(endpoint)) }
    }
}
