import ArgumentParser
import Web

/// Pin a stage to one release: no other is promoted there until it is unpinned.
struct Pin: StageAction {
    static let configuration = CommandConfiguration(
        abstract: "Pin a stage to one release: no other is promoted there until it is unpinned.")

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @Argument(help: "The release: its number, the beginning of its id, or a tag.")
    var release: String

    @Option(help: "Why; people see it in the status.")
    var reason: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws { try await perform(.pin, CommandBody(release: release, reason: reason)) }
}
