import Engine
import Foundation
import HTTPTypes
import Promotion

extension Route {
    /// Every address, in the order of docs/api.md.
    static let all: [Route] = health + reading + commands + administration

    private static func get(
        _ path: String, _ rule: Rule, _ answer: @escaping @Sendable (Call) async throws -> Answer
    ) -> Route {
        Route(method: .get, path: path, rule: rule, answer: answer)
    }

    private static func post(
        _ path: String, _ rule: Rule, _ answer: @escaping @Sendable (Call) async throws -> Answer
    ) -> Route {
        Route(method: .post, path: path, rule: rule, answer: answer)
    }

    private static let health: [Route] = [
        get("/healthz", .open) { _ in .text("ok\n") },
        get("/readyz", .open) { call in
            let body = await call.services.readiness()
            return try .json(body, status: body.ready ? .ok : .serviceUnavailable)
        },
        get("/metrics", .member) { call in
            .text(
                MetricsText.render(call.services.engine.metrics.snapshot),
                contentType: "text/plain; version=0.0.4; charset=utf-8")
        },
    ]

    private static let reading: [Route] = [
        get("/api/v1/version", .member) { call in try .json(VersionBody(version: call.services.version)) },
        get("/api/v1/whoami", .member) { call in
            var roles: [String: Role] = [:]
            for environment in call.services.environments() {
                roles[environment] = call.access.role(of: call.user, in: environment)
            }
            return try .json(WhoBody(user: call.user, roles: roles))
        },
        get("/api/v1/pipelines", .member) { call in
            try .json(await call.services.engine.status().map(call.visible).filter { !$0.stages.isEmpty })
        },
        get("/api/v1/pipelines/:pipeline", .member) { call in
            let status = call.visible(try await call.services.engine.status(of: call.parameter("pipeline")))
            guard !status.stages.isEmpty else { throw APIError(.forbidden, "You have no role in this pipeline.") }
            return try .json(status)
        },
        get("/api/v1/pipelines/:pipeline/sources/:source/tags", .member) { call in
            try .json(
                await call.services.engine.tags(of: call.parameter("source"), in: call.parameter("pipeline")))
        },
        get("/api/v1/pipelines/:pipeline/stages/:environment/plan", .stage(.viewer)) { call in
            let engine = call.services.engine
            let (pipeline, environment) = (call.parameter("pipeline"), call.parameter("environment"))
            let release: Release
            if let text = call.query["release"] {
                release = try await engine.release(text, of: pipeline)
            } else {
                let status = try await engine.status(of: pipeline)
                guard let stage = status.stages.first(where: { $0.stage.environment == environment }) else {
                    throw APIError(.notFound, "\(pipeline) has no stage \(environment).")
                }
                guard let id = stage.next?.release ?? stage.current?.release else {
                    throw APIError(.notFound, "No release is on its way into \(environment).", remedy: stage.why)
                }
                release = try await engine.release(id.hex, of: pipeline)
            }
            return try .json(PlanBody(await engine.preview(release, into: environment, of: pipeline)))
        },
        get("/api/v1/history", .member) { call in
            let records = try await call.services.engine.history(
                pipeline: call.query["pipeline"], environment: call.query["environment"],
                before: call.query["before"].flatMap(Int.init), limit: call.query["limit"].flatMap(Int.init) ?? 50)
            return try .json(records.filter { $0.record.environment.map(call.sees) ?? true })
        },
        get("/api/v1/changes", .member) { call in
            let after = call.query["after"].flatMap(Int.init) ?? -1
            return try .json(ChangesBody(revision: await call.services.change(after: after)))
        },
    ]

    private static let commands: [Route] =
        [
            ("promote", Role.promoter), ("approve", .approver), ("reject", .approver), ("retry", .promoter),
            ("hold", .promoter), ("resume", .promoter), ("pin", .promoter), ("unpin", .promoter),
            ("rollback", .promoter),
        ].map { name, role in
            post("/api/v1/pipelines/:pipeline/stages/:environment/\(name)", .stage(role)) { call in
                try await call.perform(name)
            }
        } + [
            post("/api/v1/pipelines/:pipeline/scan", .member) { call in
                await call.services.engine.scanNow(call.parameter("pipeline"))
                return try .json(await call.services.engine.status(of: call.parameter("pipeline")))
            },
            post("/api/v1/hold", .everywhere(.promoter)) { call in
                let reason = try call.decode(CommandBody.self).reason ?? "the line is stopped"
                return try await call.everywhere { .hold(environment: $0, reason: reason) }
            },
            post("/api/v1/resume", .everywhere(.promoter)) { call in
                try await call.everywhere { .resume(environment: $0) }
            },
        ]

    private static let administration: [Route] = [
        post("/api/v1/reload", .everywhere(.admin)) { call in try .json(await call.services.reload()) },
        post("/api/v1/backup", .everywhere(.admin)) { call in
            let body = try call.decode(BackupBody.self)
            try await call.services.engine.backup(to: body.path)
            return try .json(body)
        },
        get("/api/v1/audit/verify", .everywhere(.admin)) { call in
            try .json(await call.services.engine.verifyAudit())
        },
        get("/api/v1/doctor", .everywhere(.admin)) { call in try .json(await call.services.doctor()) },
    ]
}

extension Call {
    /// A pipeline without the stages that the caller has no role in.
    fileprivate func visible(_ status: PipelineStatus) -> PipelineStatus {
        var status = status
        status.stages = status.stages.filter { sees($0.stage.environment) }
        return status
    }

    /// One command for the stage that the address names; answers where the stage stands afterwards.
    fileprivate func perform(_ name: String) async throws -> Answer {
        let engine = services.engine
        let (pipeline, environment) = (parameter("pipeline"), parameter("environment"))
        let body = try decode(CommandBody.self)
        if name == "promote", let tags = body.tags, !tags.isEmpty {
            try await engine.promote(tags: tags, into: environment, of: pipeline, by: user)
        } else {
            try await engine.perform(try await command(name, body), in: pipeline, by: user)
        }
        let status = try await engine.status(of: pipeline)
        guard let stage = status.stages.first(where: { $0.stage.environment == environment }) else {
            throw APIError(.notFound, "\(pipeline) has no stage \(environment).")
        }
        return try .json(stage)
    }

    private func command(_ name: String, _ body: CommandBody) async throws -> Command {
        let (pipeline, environment) = (parameter("pipeline"), parameter("environment"))
        func release(_ missing: String?) async throws -> ReleaseID? {
            guard let text = body.release else {
                if let missing { throw APIError(.badRequest, missing) }
                return nil
            }
            return try await services.engine.release(text, of: pipeline).id
        }
        switch name {
        case "approve": return .approve(environment: environment, planHash: body.plan)
        case "reject": return .reject(environment: environment, reason: body.reason)
        case "retry": return .retry(environment: environment)
        case "hold": return .hold(environment: environment, reason: body.reason ?? "held")
        case "resume": return .resume(environment: environment)
        case "unpin": return .unpin(environment: environment)
        case "rollback":
            return .rollback(environment: environment, release: try await release(nil), reason: body.reason)
        case "pin":
            let id = try await release("Name the release to pin to.")
            return .pin(environment: environment, release: id ?? ReleaseID(hex: ""), reason: body.reason)
        default:
            let id = try await release("Name the release to promote, or its tags.")
            return .promote(environment: environment, release: id ?? ReleaseID(hex: ""))
        }
    }

    /// One command for every stage of every pipeline; stages that refuse it, as they are held or not, are left as they are.
    fileprivate func everywhere(_ command: (String) -> Command) async throws -> Answer {
        for pipeline in await services.engine.status() {
            for stage in pipeline.stages {
                try? await services.engine.perform(command(stage.stage.environment), in: pipeline.pipeline, by: user)
            }
        }
        return try .json(await services.engine.status())
    }
}
