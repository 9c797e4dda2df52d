import Engine
import HTTPTypes
package import Promotion

/// What the commands do.
extension Call {
    /// One command for the stage that the address names; answers where the stage stands afterwards.
    func perform(_ name: StageCommand) async throws -> Answer {
        let (pipeline, environment) = (try await stage().stage.pipeline, parameter("environment"))
        let body = try decode(CommandBody.self)
        if name == .promote, let tags = body.tags, !tags.isEmpty {
            guard body.release == nil else { throw APIError(.badRequest, "Name a release or tags, not both.") }
            try await services.engine.promote(tags: tags, into: environment, of: pipeline, by: user)
        } else {
            try await services.engine.perform(try await command(name, body), in: pipeline, by: user)
        }
        return try .json(await stage())
    }

    private func command(_ name: StageCommand, _ body: CommandBody) async throws -> Command {
        let environment = parameter("environment")
        func release(orElse missing: String) async throws -> ReleaseID {
            guard let text = body.release else { throw APIError(.badRequest, missing) }
            return try await services.engine.release(text, of: parameter("pipeline")).id
        }
        switch name {
        case .promote:
            let id = try await release(orElse: "Name the release to promote, or the tags of its sources.")
            return .promote(environment: environment, release: id)
        case .approve: return .approve(environment: environment, planHash: body.plan)
        case .reject: return .reject(environment: environment, reason: try reason(body))
        case .retry: return .retry(environment: environment)
        case .hold: return .hold(environment: environment, reason: try reason(body) ?? "held")
        case .resume: return .resume(environment: environment)
        case .pin:
            let id = try await release(orElse: "Name the release to pin to.")
            return .pin(environment: environment, release: id, reason: try reason(body))
        case .unpin: return .unpin(environment: environment)
        case .rollback:
            let id = body.release == nil ? nil : try await release(orElse: "")
            return .rollback(environment: environment, release: id, reason: try reason(body))
        }
    }

    /// A reason becomes part of sentences, records and commits: one line of at most 500 characters.
    private func reason(_ body: CommandBody) throws(APIError) -> String? {
        guard let reason = body.reason else { return nil }
        guard !reason.isEmpty, reason.count <= 500,
            reason.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else { throw APIError(.badRequest, "A reason is one line of at most 500 characters.") }
        return reason
    }

    /// Holds every stage of every pipeline; those that are held already stay as they are.
    func holdAll() async throws -> Answer {
        let reason = try reason(decode(CommandBody.self)).map { "the line is stopped: \($0)" } ?? "the line is stopped"
        return try await everywhere { stage in
            stage.hold == nil ? .hold(environment: stage.stage.environment, reason: reason, isLine: true) : nil
        }
    }

    /// Lifts what `holdAll` stopped. Other holds, a rollback's among them, stand until they are lifted one by one.
    func resumeAll() async throws -> Answer {
        try await everywhere { stage in
            stage.hold?.kind == .line ? .resume(environment: stage.stage.environment) : nil
        }
    }

    /// All at once: the engine saves what comes together in one transaction, and the line stands still at one moment.
    private func everywhere(_ command: (StageStatus) -> Command?) async throws -> Answer {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for pipeline in await services.engine.status() {
                for command in pipeline.stages.compactMap(command) {
                    group.addTask { try await services.engine.perform(command, in: pipeline.pipeline, by: user) }
                }
            }
            try await group.waitForAll()
        }
        return try .json(await services.engine.status())
    }
}

/// What can be asked of one stage, and the role that it takes.
package enum StageCommand: String, Sendable, CaseIterable {
    case promote, approve, reject, retry, hold, resume, pin, unpin, rollback

    package var role: Role {
        switch self {
        case .approve, .reject: .approver
        case .promote, .retry, .hold, .resume, .pin, .unpin, .rollback: .promoter
        }
    }
}
