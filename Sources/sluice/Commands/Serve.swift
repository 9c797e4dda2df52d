import ArgumentParser
import Configurations
import Foundation
import Glibc
import Logging
import Promotion

/// Run the daemon.
///
/// Reads sluice.yaml, environments/ and pipelines/ in a directory and works until SIGTERM or SIGINT. A changed file, SIGHUP
/// and `sluice reload` make it read them again; a broken configuration is refused as a whole, and the old one stays.
struct Serve: AsyncParsableCommand {
    @Argument(help: "The directory of sluice.yaml.", completion: .directory)
    var directory = "."

    func run() async throws {
        let root = URL(fileURLWithPath: directory).standardizedFileURL.path
        // Programs that an environment names run in the directory of the configuration.
        guard FileManager.default.changeCurrentDirectoryPath(root) else {
            throw Failure(.failed, "There is no directory \(root).")
        }
        let environment = ProcessInfo.processInfo.environment
        let first: PreparedConfiguration
        do throws(ConfigurationRefusal) {
            first = try await prepare(directory: root, environment: environment)
        } catch {
            for line in error.lines { writeToStandardError(line) }
            throw Failure(
                .failed, "The configuration in \(root) cannot be used.",
                remedy: "Mend what is named above; `sluice validate` checks it without starting anything.")
        }
        // A peer that closes its connection is an error of that connection, not the end of the daemon.
        signal(SIGPIPE, SIG_IGN)
        raiseFileLimit()
        let log = Logger(first.settings.log)
        for warning in first.configuration.warnings { log.warning("\(warning)") }
        do {
            try await Daemon(first: first, environment: environment, log: log).run()
        } catch let problem as Problem {
            log.critical("\(problem)")
            throw Failure(.failed, problem.summary, remedy: problem.remedy)
        }
    }

    /// Mirrors and connections need descriptors; the usual soft limit of 1024 is for programs that use `select`.
    private func raiseFileLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = min(limit.rlim_max, 65_536)
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
