import ArgumentParser
import Web

/// Reject what waits in a stage: it is not promoted there unless somebody asks for it.
struct Reject: StageAction {
    static let configuration = CommandConfiguration(
        abstract: "Reject what waits in a stage: it is not promoted there unless somebody asks for it.")

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @Option(help: "Why; kept in the audit log.")
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { try await perform(.reject, CommandBody(reason: reason)) }
}
