import ArgumentParser
import Web

/// Lift a stage's pin.
struct Unpin: StageAction {
    static let configuration = CommandConfiguration(abstract: "Lift a stage's pin.")

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { try await perform(.unpin) }
}
