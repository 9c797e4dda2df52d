import ArgumentParser
import Promotion
import Web

/// One stage, or with `--all` every stage of every pipeline.
struct StageOrAll: ParsableArguments {
    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName?

    @Flag(help: "Every stage of every pipeline.")
    var all = false

    func validate() throws {
        guard (stage == nil) == all else { throw ValidationError("Name a stage, or say --all.") }
    }

    func perform(
        _ command: StageCommand, _ body: CommandBody, _ client: APIClient, _ format: OutputOptions
    ) async throws {
        let text = StatusText(isWide: format.isWide)
        if let stage {
            let status = try await client.perform(command, stage, body)
            try format.show(status) { text.table(of: [status]).text(for: $0) }
        } else {
            let pipelines: [PipelineStatus] = try await client.post(["api", "v1", command.rawValue], body)
            try format.show(pipelines) { text.text(of: pipelines, for: $0) }
        }
    }
}
