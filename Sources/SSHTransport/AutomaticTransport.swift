/// libssh2, until it turns out that only OpenSSH's `ssh` can speak with the server; then that, for good.
///
/// The turn is safe: it shows before anything is asked of the server, and `ssh` checks the same known_hosts files.
final class AutomaticTransport: GitTransport {
    private var chosen: any GitTransport
    private var alternative: (any GitTransport)?

    init(_ first: any GitTransport, otherwise alternative: any GitTransport) {
        chosen = first
        self.alternative = alternative
    }

    var isIdleSessionOpen: Bool { chosen.isIdleSessionOpen }

    func open(
        _ service: GitService, path: String, deadline: Deadline, cancellation: Cancellation
    ) throws(TransportFailure) -> any GitChannel {
        let first: TransportFailure
        do {
            return try chosen.open(service, path: path, deadline: deadline, cancellation: cancellation)
        } catch {
            first = error
        }
        guard let alternative, first.isForOpenSSH else { throw first }
        do {
            let channel = try alternative.open(service, path: path, deadline: deadline, cancellation: cancellation)
            chosen = alternative
            self.alternative = nil
            return channel
        } catch {
            // Where `ssh` is not installed, what made it necessary is the better answer.
            if case .openSSHUnusable = error.reason { throw first }
            throw error
        }
    }

    func close() { chosen.close() }
}

extension TransportFailure {
    fileprivate var isForOpenSSH: Bool {
        switch reason {
        case .needsOpenSSH, .noCommonAlgorithm: true
        default: false
        }
    }
}
