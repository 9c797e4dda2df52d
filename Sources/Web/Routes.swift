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
                MetricsText.render(
                    call.services.engine.metrics.snapshot, version: call.services.version,
                    refused: call.services.configurationProblem() != nil),
                contentType: "text/plain; version=0.0.4; charset=utf-8")
        },
    ]

    private static let reading: [Route] = [
        get("/api/v1/version", .member) { call in try .json(VersionBody(version: call.services.version)) },
        get("/api/v1/whoami", .member) { call in
            var roles: [String: Role] = [:]
            for environment in call.access.environments {
                roles[environment] = call.access.role(of: call.user, in: environment)
            }
            return try .json(WhoBody(user: call.user, roles: roles))
        },
        get("/api/v1/pipelines", .member) { call in
            try .json(await call.services.engine.status().map(call.visible).filter { !$0.stages.isEmpty })
        },
        get("/api/v1/pipelines/:pipeline", .pipeline(.viewer)) { call in
            try .json(call.visible(await call.services.engine.status(of: call.parameter("pipeline"))))
        },
        get("/api/v1/pipelines/:pipeline/sources/:source/tags", .pipeline(.viewer)) { call in
            try .json(
                await call.services.engine.tags(of: call.parameter("source"), in: call.parameter("pipeline")))
        },
        get("/api/v1/pipelines/:pipeline/stages/:environment/plan", .stage(.viewer)) { call in
            try .json(await call.plan())
        },
        get("/api/v1/history", .member) { call in
            try .json(await call.history())
        },
        get("/api/v1/changes", .member) { call in
            let after = try call.number("after") ?? -1
            return try .json(ChangesBody(revision: await call.services.change(after: after)))
        },
    ]

    private static let commands: [Route] =
        StageCommand.allCases.map { command in
            post("/api/v1/pipelines/:pipeline/stages/:environment/\(command.rawValue)", .stage(command.role)) { call in
                try await call.perform(command)
            }
        } + [
            post("/api/v1/pipelines/:pipeline/scan", .pipeline(.promoter)) { call in
                await call.services.engine.scanNow(call.parameter("pipeline"))
                return try .json(call.visible(await call.services.engine.status(of: call.parameter("pipeline"))))
            },
            post("/api/v1/hold", .everywhere(.admin)) { call in try await call.holdAll() },
            post("/api/v1/resume", .everywhere(.admin)) { call in try await call.resumeAll() },
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
        get("/api/v1/webhooks", .everywhere(.admin)) { call in try .json(call.services.webhooks?.overview() ?? []) },
    ]
}
