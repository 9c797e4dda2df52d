import ArgumentParser
import Promotion
import Web

/// Lift the hold of a stage, or of all of them.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lift the hold of a stage, or of all of them.")

    @OptionGroup var scope: StageOrAll
    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { try await scope.perform(.resume, CommandBody(), try server.client(), format) }
}
