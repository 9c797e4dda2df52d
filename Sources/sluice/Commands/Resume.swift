import ArgumentParser
import Promotion
import Web

/// Lift the hold of a stage, or those of `hold --all`.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Lift the hold of a stage, or those of `hold --all`.",
        discussion: "With --all, holds that were there before the line was stopped stand, a rollback's among them.")

    @OptionGroup var scope: StageOrAll
    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { try await scope.perform(.resume, CommandBody(), try server.client(), format) }
}
