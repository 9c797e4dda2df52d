import Promotion
import Web

extension APIClient {
    func pipelines() async throws(Failure) -> [PipelineStatus] { try await get("api", "v1", "pipelines") }

    func pipeline(_ name: String) async throws(Failure) -> PipelineStatus {
        try await get("api", "v1", "pipelines", name)
    }

    func stage(_ name: StageName) async throws(Failure) -> StageStatus {
        let pipeline = try await pipeline(name.pipeline)
        guard let stage = pipeline.stages.first(where: { $0.stage.environment == name.environment }) else {
            throw Failure(
                .failed, "\(name.pipeline) has no stage \(name.environment) that you may see.",
                remedy: "Its stages are \(pipeline.stages.map(\.stage.environment).joined(separator: ", ")).")
        }
        return stage
    }

    /// Asks something of a stage; answers where it stands afterwards.
    func perform(
        _ command: StageCommand, _ stage: StageName, _ body: CommandBody = CommandBody()
    ) async throws(Failure) -> StageStatus {
        try await post(
            ["api", "v1", "pipelines", stage.pipeline, "stages", stage.environment, command.rawValue], body)
    }

    /// Whether the daemon can work, and what is wrong.
    func readiness() async throws(Failure) -> ReadinessBody { try await get("readyz") }

    /// Returns when something was saved since `revision`, or after some time; answers the newest revision.
    func change(after revision: Int) async throws(Failure) -> Int {
        let changes: ChangesBody = try await get("api", "v1", "changes", query: ["after": String(revision)])
        return changes.revision
    }
}
