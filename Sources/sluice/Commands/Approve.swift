import ArgumentParser
import Promotion
import Web

/// Approve what waits for an approval in a stage.
struct Approve: StageAction {
    static let configuration = CommandConfiguration(
        abstract: "Approve what waits for an approval in a stage.",
        discussion: """
            An approval is for one release and exactly the edits that `sluice plan` shows: other edits need it again. Without \
            --plan it is for the edits that the stage has when the command starts.
            """)

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @Option(help: "The hash that `sluice plan` ends with, or its first eight digits or more.")
    var plan: String?

    @OptionGroup var waiting: WaitOptions
    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let client = try server.client()
        // Named, so that edits which change between these two requests are not approved unread.
        let hash: String?
        if let plan { hash = plan } else { hash = try await client.stage(stage).planHash }
        let status = try await client.perform(.approve, stage, CommandBody(plan: hash))
        try show(try await waiting.follow(stage, from: status, client))
    }
}
