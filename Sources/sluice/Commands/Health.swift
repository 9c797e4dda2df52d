import ArgumentParser
import Web

/// Say whether the daemon is ready, and exit with 0 only then: for a container's health check.
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether the daemon is ready, and exit with 0 only then: for a container's health check.")

    @OptionGroup var server: ServerOptions

    func run() async throws {
        let body: ReadinessBody = try await server.client().get("readyz")
        for problem in body.problems { writeToStandardError(printable(problem)) }
        guard body.ready else { throw Failure(.failed, "The daemon is not ready.") }
        try writeToStandardOutput("ready\n")
    }
}
