import Commands
import Foundation
import Promotion

/// Files of a commit laid out for a program, gone when the last reference is.
final class BuildFolder: Sendable {
    private let path: String

    init(_ files: [String: [UInt8]]) throws(Problem) {
        path = FileManager.default.temporaryDirectory.path + "/sluice-build-\(UUID().uuidString)"
        do {
            let manager = FileManager.default
            try manager.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            // Programs that keep something keep it here.
            try manager.createDirectory(atPath: path + "/home", withIntermediateDirectories: true)
            for (name, bytes) in files {
                let file = URL(fileURLWithPath: path + "/files/" + name)
                try manager.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: file)
            }
        } catch {
            throw .transient("The files to build from cannot be written to \(path).")
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Runs a program whose arguments name paths of the files, and answers what it printed.
    ///
    /// It has no network: in a network namespace of its own where the kernel lets us make one, and with proxies and Git
    /// transports that lead nowhere in any case.
    func run(_ arguments: [String], environment: [String: String]) async throws(Problem) -> [UInt8] {
        let nowhere = "http://127.0.0.1:9"
        let variables = [
            "PATH": environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin", "HOME": path + "/home",
            "HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere, "http_proxy": nowhere, "https_proxy": nowhere,
            "ALL_PROXY": nowhere, "NO_PROXY": "", "GIT_ALLOW_PROTOCOL": "none", "GIT_SSH_COMMAND": "false",
        ]
        let inside = ["env", "--chdir=\(path)/files"] + arguments
        let fence = await NetworkFence.shared.prefix(environment: variables)
        let child = ChildProcess(
            arguments: fence + inside, environment: variables, deadline: .seconds(60), grace: .seconds(2),
            keepsErrorsApart: true, outputLimit: 32 << 20)
        let end = try await child.run()
        let outcome =
            switch end.status {
            case .exited(0): ""
            case .exited(127): "is not installed, or not in sluice's PATH"
            case .exited(let code): "exited with status \(code)"
            case .killed(let signal): "was killed by signal \(signal)"
            case .overdue: "did not end within 60 seconds"
            }
        guard outcome.isEmpty else {
            let lines = end.errors.lastLines.replacing(path + "/files/", with: "").oneLine(limit: 500)
            throw .permanent("\(arguments[0]) \(outcome)\(lines.isEmpty ? "." : ": \(lines)")")
        }
        guard let bytes = end.output.whole else { throw .permanent("\(arguments[0]) printed more than 32 MiB.") }
        return bytes
    }
}

/// Whether programs can be run in a network namespace of their own.
private actor NetworkFence {
    static let shared = NetworkFence()

    private var known: [String]?

    /// What is to stand before a program's arguments; nothing where the kernel or the container does not allow it.
    func prefix(environment: [String: String]) async -> [String] {
        if let known { return known }
        let fence = ["unshare", "--user", "--map-root-user", "--net", "--"]
        let child = ChildProcess(
            arguments: fence + ["true"], environment: environment, deadline: .seconds(5), grace: .seconds(1))
        var works = false
        if let end = try? await child.run(), case .exited(0) = end.status { works = true }
        let prefix = works ? fence : []
        known = prefix
        return prefix
    }
}
