import Foundation
import Glibc

/// A real ssh-agent of the test's own.
package final class SSHAgent: Sendable {
    package let socket: String
    private let directory: TemporaryDirectory
    private let process: ServerProcess

    /// Starts the agent and adds the private keys at these paths, which have no passphrase.
    package init(keys: [String]) throws {
        directory = try TemporaryDirectory("agent")
        socket = directory.file("socket")
        process = try ServerProcess(["ssh-agent", "-D", "-a", socket])
        // It prints the socket's name once it listens.
        guard process.log.wait(for: "SSH_AUTH_SOCK", seconds: 10) else {
            throw CommandFailure(description: "ssh-agent does not listen: \(process.log.text)")
        }
        for key in keys { try run(["ssh-add", "-q", key], environment: ["SSH_AUTH_SOCK": socket]) }
    }

    deinit { process.stop(SIGKILL) }

    /// Stops answering; the socket still takes connections.
    package func freeze() { kill(process.id, SIGSTOP) }
}
