import ArgumentParser
import Promotion
import Web

/// Hold a stage, or all of them: nothing is sent there until somebody resumes it.
struct Hold: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold a stage, or all of them: nothing is sent there until somebody resumes it.")

    @OptionGroup var scope: StageOrAll

    @Option(help: "Why; people see it in the status.")
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        try await scope.perform(.hold, CommandBody(reason: reason), try server.client(), format)
    }
}
