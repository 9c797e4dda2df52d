import ArgumentParser
import Web

/// Try again what failed or is blocked in a stage, now.
struct Retry: StageAction {
    static let configuration = CommandConfiguration(
        abstract: "Try again what failed or is blocked in a stage, now.")

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { try await perform(.retry) }
}
