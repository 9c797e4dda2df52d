import Foundation
import Promotion

/// Facts for tests. Times are of November 2026.
enum Sample {
    static let stage = StageID(pipeline: "payments", environment: "prod")
    static let promotion = PromotionID(hex: String(repeating: "9f", count: 20))
    static let noon = Date(timeIntervalSince1970: 1_795_867_200)

    static func artifact(_ source: String, _ tag: String, digest: String? = nil) -> Artifact {
        Artifact(
            source: source, repository: "registry.example.com/payments/\(source)", tag: tag,
            digest: digest ?? "sha256:" + stableHash([source, tag]) + String(repeating: "0", count: 24),
            firstSeen: noon)
    }

    static func release(_ artifacts: [Artifact]) -> Release {
        Release(pipeline: stage.pipeline, artifacts: artifacts, number: 7, cutAt: noon)
    }

    static func change(_ number: Int, _ subject: String, mergeRequest: Int? = nil, linked: Bool = true) -> Change {
        let commit = CommitID(hex: stableHash(["commit", "\(number)"]))
        let home = "https://git.example.com/payments/api"
        return Change(
            commit: commit, subject: subject, author: number % 2 == 0 ? "Ann Example" : "Bob Beispiel",
            at: noon.addingTimeInterval(-3600 * Double(number)), mergeRequest: mergeRequest,
            address: linked ? "\(home)/commit/\(commit)" : nil,
            mergeRequestAddress: linked ? mergeRequest.map { "\(home)/pulls/\($0)" } : nil)
    }

    static func edit(_ place: String, _ old: String, _ new: String, file: String = "apps/payments/values.yaml")
        -> PlannedEdit
    {
        PlannedEdit(file: file, place: place, line: 4, column: 10, old: old, new: new)
    }

    /// One of two sources moves; approvals are waited for.
    static var usual: MergeRequestFacts {
        let release = release([artifact("api", "1.4.2"), artifact("worker", "main-3f2a")])
        let before = Sample.release([artifact("api", "1.4.1"), artifact("worker", "main-3f2a")])
        var moves = MergeRequestFacts.moves(to: release, from: before, current: nil)
        moves[0].changes = .known(
            ChangeLog(
                .forward,
                changes: [
                    change(1, "Round to the cent, not to the euro", mergeRequest: 41),
                    change(2, "Name the currency in errors", mergeRequest: 40, linked: false),
                    change(3, "Fix a typo"),
                ], total: 3))
        return MergeRequestFacts(
            stage: stage, promotion: promotion, release: release, moves: moves,
            edits: [edit("api.image.tag", "1.4.1", "1.4.2"), edit("worker.image.tag", "main-3f2a", "main-3f2a")],
            runsIn: [
                .init(
                    environment: "dev", since: noon.addingTimeInterval(-90_000),
                    verifiedAt: noon.addingTimeInterval(-89_000)),
                .init(environment: "staging", since: noon.addingTimeInterval(-4000), verifiedAt: nil),
            ],
            passed: ["Verified in staging for 30 minutes."],
            waiting: [
                Waiting(
                    .approval, "Rule release-managers needs 1 more approval by alice or group:sre.",
                    who: ["alice", "group:sre"]),
                Waiting(
                    .window, "Outside the promotion windows; the next opens 2026-11-30 08:00:00 UTC.",
                    until: noon.addingTimeInterval(80_000)),
            ],
            approvals: [.init(by: "carol", at: noon, planHash: "")], countsReviews: true,
            address: "https://sluice.example.com/pipelines/payments/prod")
    }

    static let hosts: [ForgeCapabilities] = MarkdownDialect.allCases.map { host($0) }

    static func host(_ dialect: MarkdownDialect, bodyLimit: Int? = nil) -> ForgeCapabilities {
        ForgeCapabilities(
            methods: [.merge], titleLimit: 255, bodyLimit: bodyLimit ?? (dialect == .azureDevOps ? 4000 : 32_768),
            commentLimit: bodyLimit.map { $0 + 100 }, markdown: dialect)
    }
}
