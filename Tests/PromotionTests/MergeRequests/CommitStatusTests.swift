import Foundation
import Testing

@testable import Promotion

@Suite("Commit statuses of stages")
struct CommitStatusTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var phase: StageStatus.Phase
        var why = ""
        var waiting: [Waiting] = []
        var verified = false
        var state: CommitStatus.State
        var summary: String

        var testDescription: String { "\(phase): \(summary)" }
    }

    static let cases: [Case] = [
        Case(
            phase: .waitingForApproval,
            waiting: [Waiting(.approval, "Rule r needs 1 approval by alice."), Waiting(.window, "Later.")],
            state: .pending, summary: "2 waits: Rule r needs 1 approval by alice. Later."),
        Case(phase: .waiting, why: "2 waits.", state: .pending, summary: "2 waits."),
        Case(
            phase: .held, waiting: [Waiting(.hold, "Held by ann: \u{202E}no\u{1B}[0m\nmore")], state: .pending,
            summary: "2 waits: Held by ann: no [0m more"),
        Case(
            phase: .unknown, why: "The repository is being read.", state: .pending,
            summary: "The repository is being read."),
        Case(
            phase: .inReview, why: "2 waits: A person merges it.", state: .success,
            summary: "2 has passed every gate of Sluice's."),
        Case(
            phase: .inReview, why: "2 waits for its host.", state: .success,
            summary: "2 has passed every gate of Sluice's."),
        Case(phase: .sending, why: "2 is being committed.", state: .pending, summary: "2 is being committed."),
        Case(phase: .deploying, why: "2 is deploying.", state: .pending, summary: "2 is deploying."),
        Case(
            phase: .verifying, why: "2 is live and verifying: http api 1 of 5.", state: .pending,
            summary: "2 is live and verifying: http api 1 of 5."),
        Case(phase: .drifted, why: "1 is not as declared.", state: .failure, summary: "1 is not as declared."),
        Case(phase: .failed, why: "2 failed: no.", state: .failure, summary: "2 failed: no."),
        Case(
            phase: .settled, verified: true, state: .success,
            summary: "1 is live and verified since 2001-01-01 00:00:00 UTC."),
        Case(phase: .settled, state: .success, summary: "1 is declared since 2000-12-31 23:59:00 UTC."),
    ]

    @Test("Each phase is a state and one sentence", arguments: cases)
    func phases(_ example: Case) throws {
        var status = try Self.status(example.phase)
        status.why = example.why
        status.waiting = example.waiting
        let start = Date(timeIntervalSinceReferenceDate: 0)
        status.current = VersionStatus(
            release: nil, title: "1", commit: nil, since: start.addingTimeInterval(-60),
            verifiedAt: example.verified ? start : nil)
        if example.phase != .settled { status.next = VersionStatus(release: nil, title: "2") }
        let commit = CommitStatus(of: status, address: "https://sluice.example.com")
        #expect(
            commit
                == CommitStatus(
                    name: "sluice/payments/prod", state: example.state, summary: example.summary,
                    address: "https://sluice.example.com"))
    }

    @Test("Every phase has a state")
    func all() {
        #expect(Set(Self.cases.map(\.phase)) == Set(StageStatus.Phase.allCases))
    }

    private static func status(_ phase: StageStatus.Phase) throws -> StageStatus {
        let json = """
            {"stage": {"pipeline": "payments", "environment": "prod"}, "phase": "\(phase.rawValue)", "waiting": [], "why": "",
            "edits": [], "approvedBy": []}
            """
        return try JSONDecoder().decode(StageStatus.self, from: Data(json.utf8))
    }
}
