import Foundation
import Glibc

/// A real server as a child process, ended when it is released.
package final class ServerProcess: @unchecked Sendable {
    private let process = Process()
    private let name: String
    private let logs: String

    /// Starts the program with its output in the file `logs`.
    package init(_ arguments: [String], environment: [String: String] = [:], logs: String) throws {
        name = arguments[0]
        self.logs = logs
        process.executableURL = URL(fileURLWithPath: try locate(name))
        process.arguments = Array(arguments.dropFirst())
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        try Data().write(to: URL(fileURLWithPath: logs))
        let file = FileHandle(forWritingAtPath: logs)
        process.standardOutput = file
        process.standardError = file
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { stop() }

    package var identifier: Int32 { process.processIdentifier }

    package func stop() {
        guard process.isRunning else { return }
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Returns once something accepts connections on `port`; throws what the program wrote if it ends before that.
    package func waitUntilListening(on port: Int, within limit: Duration = .seconds(20)) async throws {
        let end = ContinuousClock.now + limit
        while !Socket.answers(port) {
            guard process.isRunning, ContinuousClock.now < end else {
                let said = (try? String(contentsOfFile: logs, encoding: .utf8)) ?? ""
                throw CommandFailure(description: "\(name) does not listen on port \(port): \(said)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }
}
