import Engine
import HTTPTypes
import Promotion

/// What the reading routes answer.
extension Call {
    /// A pipeline without the stages that the caller has no role in.
    func visible(_ status: PipelineStatus) -> PipelineStatus {
        var status = status
        status.stages = status.stages.filter { sees($0.stage.environment) }
        let groups = Set(status.stages.compactMap(\.group))
        status.groups = status.groups?.filter { groups.contains($0.name) }
        return status
    }

    /// The stage that the address names.
    func stage() async throws -> StageStatus {
        let (pipeline, environment) = (parameter("pipeline"), parameter("environment"))
        let stages = try await services.engine.status(of: pipeline).stages
        guard let stage = stages.first(where: { $0.stage.environment == environment }) else {
            throw APIError(
                .notFound, "\(pipeline) has no stage \(environment).",
                remedy: "Its stages are \(stages.map(\.stage.environment).joined(separator: ", ")).")
        }
        return stage
    }

    /// What would be committed: for the release of the query, else for the one that comes next here.
    func plan() async throws -> PlanBody {
        let engine = services.engine
        let stage = try await stage()
        let pipeline = stage.stage.pipeline
        let release: Release
        if let text = query["release"] {
            release = try await engine.release(text, of: pipeline)
        } else if let id = stage.next?.release ?? stage.current?.release {
            release = try await engine.release(id.hex, of: pipeline)
        } else {
            throw APIError(.notFound, "No release is on its way into \(stage.stage.environment).", remedy: stage.why)
        }
        return PlanBody(try await engine.preview(release, into: stage.stage.environment, of: pipeline))
    }

    /// The newest records that the caller may see, before the record `before` of the query; as many as `limit` asks for.
    func history() async throws -> [StoredAuditRecord] {
        let limit = min(max(try number("limit") ?? 50, 1), 1000)
        var before = try number("before")
        var visible: [StoredAuditRecord] = []
        var stages: [String: Bool] = [:]
        // What others did is skipped; a caller who sees little of a long log gets what the newest pages hold of it.
        for _ in 0..<20 {
            let page = try await services.engine.history(
                pipeline: query["pipeline"], environment: query["environment"], before: before, limit: limit)
            for stored in page where visible.count < limit {
                let record = stored.record
                if let environment = record.environment {
                    if sees(environment) { visible.append(stored) }
                } else {
                    let known = stages[record.pipeline]
                    let isVisible: Bool
                    if let known {
                        isVisible = known
                    } else {
                        isVisible = await services.stages(record.pipeline).contains(where: sees)
                    }
                    stages[record.pipeline] = isVisible
                    if isVisible { visible.append(stored) }
                }
            }
            guard visible.count < limit, page.count == limit else { break }
            before = page.last?.sequence
        }
        return visible
    }
}
