/// Git services by OpenSSH's `ssh`: a child for each, nothing kept.
final class OpenSSHTransport: GitTransport {
    let endpoint: SSHEndpoint
    private let identity: SSHIdentity

    init(_ endpoint: SSHEndpoint, identity: SSHIdentity) {
        self.endpoint = endpoint
        self.identity = identity
    }

    var isIdleSessionOpen: Bool { false }

    func open(
        _ service: GitService, path: String, deadline: Deadline, cancellation: Cancellation
    ) throws(TransportFailure) -> any GitChannel {
        let waiter = Waiter(endpoint: endpoint, deadline: deadline, cancellation: cancellation)
        try waiter.check(during: .runningOpenSSH)
        // `ssh` skips known_hosts lines that it cannot read; our reader refuses them.
        _ = try KnownHosts(reading: identity.knownHosts, for: endpoint)
        let key = try PrivateKey(identity, for: endpoint)
        let command: OpenSSHCommand
        do {
            command = try OpenSSHCommand(
                endpoint, identity: identity, key: key, remoteCommand: service.command(path: path), deadline: deadline)
        } catch {
            throw waiter.failure(.openSSHUnusable(problem: error.description))
        }
        let child: ChildProcess
        do {
            child = try ChildProcess(command.arguments, environment: command.environment)
        } catch {
            throw waiter.failure(.openSSHUnusable(problem: error.description))
        }
        let channel = OpenSSHChannel(child, command, key: key, waiter)
        try channel.waitForService()
        return channel
    }

    func close() {}
}
