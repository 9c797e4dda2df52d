import ArgumentParser
import Web

/// Take a stage back to a release that was verified there before, and hold it.
struct Rollback: StageAction {
    static let configuration = CommandConfiguration(
        abstract: "Take a stage back to a release that was verified there before, and hold it.",
        discussion: """
            Without --release it is the one before the current. The upstream and soak gates do not apply; which others do is \
            said by the environment's `protection.rollback`.
            """)

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @Option(help: "The release: its number, the beginning of its id, or a tag.")
    var release: String?

    @Option(help: "Why; kept in the audit log and shown while the stage is held.")
    var reason: String?

    @OptionGroup var waiting: WaitOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        try await perform(.rollback, CommandBody(release: release, reason: reason), wait: waiting)
    }
}
