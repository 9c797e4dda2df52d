import Foundation
import Glibc
import Synchronization

/// A real sshd of the test's own on loopback: own port, host keys, authorized keys and repositories, all in one folder
/// that is removed with it. Logs in as the user who runs the tests.
package final class SSHServer: Sendable {
    /// A key's type, as `ssh-keygen -t` and `-b` name it.
    package enum KeyType: String, Sendable, CaseIterable {
        case ed25519
        case ecdsa256
        case ecdsa384
        case ecdsa521
        case rsa

        var arguments: [String] {
            switch self {
            case .ed25519: ["-t", "ed25519"]
            case .ecdsa256: ["-t", "ecdsa", "-b", "256"]
            case .ecdsa384: ["-t", "ecdsa", "-b", "384"]
            case .ecdsa521: ["-t", "ecdsa", "-b", "521"]
            case .rsa: ["-t", "rsa", "-b", "2048"]
            }
        }
    }

    package let port: Int
    package let user: String
    package let directory: TemporaryDirectory
    private let process = Mutex<ServerProcess?>(nil)

    /// Starts the server and returns once it listens. `configuration` holds further lines of sshd_config.
    package init(hostKeys: [KeyType] = [.ed25519], configuration: [String] = []) throws {
        port = freePort()
        user = NSUserName()
        directory = try TemporaryDirectory("sshd")
        var lines = [
            "Port \(port)", "ListenAddress 127.0.0.1", "PidFile none", "StrictModes no", "UsePAM no",
            "PasswordAuthentication no", "KbdInteractiveAuthentication no", "PermitRootLogin prohibit-password",
            "AuthorizedKeysFile \(directory.file("authorized_keys"))", "LogLevel VERBOSE", "PrintMotd no",
            // The login shell would read the user's own .bashrc for every command, and git the user's own .gitconfig.
            "MaxStartups 200", "SetEnv HOME=\(directory.path)",
        ]
        // ECDSA host keys are one algorithm a curve, and one server can have them all.
        for type in hostKeys {
            try run(["ssh-keygen", "-q", "-N", "", "-f", directory.file("host_\(type)")] + type.arguments)
            lines.append("HostKey \(directory.file("host_\(type)"))")
        }
        try directory.write("", to: "authorized_keys")
        // sshd takes the first value of an option, so that the test's own lines win.
        try directory.write((configuration + lines).joined(separator: "\n") + "\n", to: "sshd_config")
        if geteuid() == 0 {
            try FileManager.default.createDirectory(atPath: "/run/sshd", withIntermediateDirectories: true)
        }
        try start()
    }

    deinit { stop() }

    /// What the server has logged since its last start.
    package var log: String { process.withLock { $0?.log.text } ?? "" }

    /// How often the server has logged `words` since its last start.
    package func count(_ words: String) -> Int { log.ranges(of: words).count }

    /// Starts the server again after `stop`, on the same port.
    package func start() throws {
        let started = try ServerProcess([try locate("sshd"), "-D", "-e", "-f", directory.file("sshd_config")])
        guard started.log.wait(for: "Server listening on", seconds: 20) else {
            throw CommandFailure(description: "sshd does not listen: \(started.log.text)")
        }
        process.withLock { $0 = started }
    }

    /// Ends the server and every connection.
    package func stop() {
        resume()
        killConnections()
        process.withLock { process in
            process?.stop()
            process = nil
        }
    }

    // MARK: Faults

    /// Freezes what serves the open connections: the sockets stay open and nobody answers. New connections work.
    package func stopConnections() { signal(SIGSTOP, descendants()) }

    /// Freezes the listener: the kernel takes new connections and nobody greets them.
    package func stopListening() { signal(SIGSTOP, listener()) }

    /// Thaws what was frozen.
    package func resume() { signal(SIGCONT, listener() + descendants()) }

    /// Breaks every open connection.
    package func killConnections() { signal(SIGKILL, descendants()) }

    /// How many connections the server serves now.
    package var connectionCount: Int {
        let listener = listener()
        return Self.processes().filter { listener.contains($0.parent) }.count
    }

    private func listener() -> [pid_t] { process.withLock { $0.map { [$0.id] } ?? [] } }

    /// Children before their parents, so that a parent cannot start another meanwhile.
    private func descendants() -> [pid_t] {
        let all = Self.processes()
        var found: [pid_t] = []
        var generation = listener()
        while !generation.isEmpty {
            generation = all.filter { generation.contains($0.parent) }.map(\.id)
            found += generation
        }
        return found
    }

    private func signal(_ signal: Int32, _ processes: [pid_t]) {
        for process in processes { kill(process, signal) }
    }

    private static func processes() -> [(id: pid_t, parent: pid_t)] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
        return names.compactMap { name in
            guard let id = pid_t(name), let text = try? String(contentsOfFile: "/proc/\(id)/stat", encoding: .utf8),
                let end = text.lastIndex(of: ")")
            else { return nil }
            // After the name in parentheses: state, parent.
            let fields = text[text.index(after: end)...].split(separator: " ")
            return fields.count > 1 && fields[0] != "Z" ? pid_t(fields[1]).map { (id, $0) } : nil
        }
    }
}
