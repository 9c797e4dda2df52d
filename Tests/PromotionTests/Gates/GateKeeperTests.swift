import Foundation
import Testing

@testable import Promotion

@Suite("What a promotion waits for")
struct GateKeeperTests {
    private let release = Release(
        pipeline: "shop",
        artifacts: [
            Artifact(
                source: "api", repository: "r", tag: "1.0", digest: nil, firstSeen: .distantPast,
                author: "Dana Scully <dana@example.com>")
        ], number: 1, cutAt: .distantPast)
    private let plan = Plan(
        base: CommitID(hex: "ab"),
        edits: [PlannedEdit(file: "f.yaml", place: "a.b", line: 1, column: 4, old: "0.9", new: "1.0")])

    private func keeper(
        _ protection: Protection, added: Protection = Protection(),
        groups: [String: Set<String>] = ["alice": ["sre"], "bob": ["sre", "qa"], "dana": ["sre"]],
        emails: [String: Set<String>] = [:]
    ) throws -> GateKeeper {
        let branch = Branch(remote: try RemoteURL("git@example.com:prod.git"), name: "main")
        return GateKeeper(
            environment: Environment(name: "prod", branch: branch, protection: protection),
            stage: Stage(environment: "prod", edits: [], addedProtection: added), groups: groups,
            emails: emails)
    }

    private func promotion(
        by user: String = "sluice", kind: Promotion.Kind = .automatic, approvals: [(String, Plan)] = []
    ) -> Promotion {
        var promotion = Promotion(
            stage: StageID(pipeline: "shop", environment: "prod"), release: release.id, previous: nil, kind: kind,
            requestedBy: user, at: .distantPast)
        promotion.plan = plan
        promotion.approvals = approvals.map { .init(by: $0.0, at: .distantPast, planHash: $0.1.hash) }
        return promotion
    }

    private func gates(
        _ keeper: GateKeeper, _ promotion: Promotion, _ state: StageState = StageState(), now: Date = .distantPast
    ) -> [Waiting.Gate] {
        keeper.closed(for: promotion, release: release, in: state, now: now).map(\.gate)
    }

    private let sre = ApprovalRule(name: "sre", approvers: [.group("sre")], requiredApprovals: 2)
    private let qa = ApprovalRule(name: "qa", approvers: [.group("qa"), .user("carol")])

    @Test(
        "Approvals count once a person, for exactly these edits, while the person is entitled",
        arguments: [
            ([], false), (["alice"], false), (["alice", "alice"], false), (["alice", "bob"], true),
            (["alice", "carol"], false), (["alice", "mallory"], false), (["alice", "bob", "carol"], true),
        ])
    func counting(_ people: [String], _ isOpen: Bool) throws {
        let keeper = try keeper(Protection(approvalRules: [sre]))
        #expect(gates(keeper, promotion(approvals: people.map { ($0, plan) })) == (isOpen ? [] : [.approval]))
    }

    @Test("Approvals of other edits, or on another base, count for those edits only")
    func otherEdits() throws {
        let keeper = try keeper(Protection(approvalRules: [sre]))
        var moved = plan
        moved.base = CommitID(hex: "cd")
        moved.edits[0].line = 7
        #expect(gates(keeper, promotion(approvals: [("alice", moved), ("bob", moved)])) == [])
        for change in [\PlannedEdit.file, \.place, \.old, \.new] {
            var other = plan
            other.edits[0][keyPath: change] += "x"
            #expect(gates(keeper, promotion(approvals: [("alice", other), ("bob", plan)])) == [.approval])
        }
    }

    @Test("A pipeline adds rules and takes none away; one person may count for two rules")
    func addedRules() throws {
        let both = try keeper(Protection(approvalRules: [sre]), added: Protection(approvalRules: [qa]))
        #expect(gates(both, promotion(approvals: [("alice", plan), ("bob", plan)])) == [])
        #expect(gates(both, promotion(approvals: [("alice", plan), ("dana", plan)])) == [.approval])
        #expect(gates(both, promotion(approvals: [("carol", plan)])) == [.approval])
    }

    @Test(
        "Neither who asked nor who wrote it counts under preventSelfApproval, by whichever side it is set",
        arguments: [
            ("alice", "alice", true), ("alice", "bob", false), ("sluice", "dana", true), ("sluice", "alice", false),
            ("alice", "Dana Scully", true),
        ])
    func selfApproval(_ asked: String, _ approver: String, _ isRefused: Bool) throws {
        let rule = ApprovalRule(name: "any", approvers: [.group("sre"), .user("Dana Scully")])
        for inPipeline in [false, true] {
            let keeper = try keeper(
                Protection(approvalRules: [rule], preventSelfApproval: !inPipeline),
                added: Protection(preventSelfApproval: inPipeline))
            let promotion = promotion(by: asked, kind: .requested, approvals: [(approver, plan)])
            #expect((keeper.refusal(of: approver, promotion: promotion, release: release) != nil) == isRefused)
            #expect(gates(keeper, promotion) == (isRefused ? [.approval] : []))
        }
    }

    @Test(
        "Authors are known by their users' addresses, whatever the case and however many there are",
        arguments: [
            ("Dana <d.scully@example.com>", true), ("Dana <D.Scully@Example.com>", true),
            ("d.scully@example.com", true),
            ("Fox <fox@example.com>, Dana <d.scully@example.com>", true), ("Scully, Dana <d.scully@example.com>", true),
            ("Dana <d.scully@example.org>", false), ("Dana <ad.scully@example.com>", false), ("", false),
        ])
    func authorsByAddress(_ author: String, _ isRefused: Bool) throws {
        let keeper = try keeper(
            Protection(approvalRules: [sre], preventSelfApproval: true),
            emails: ["alice": ["d.scully@example.com"], "bob": ["bob@example.com"]])
        var artifact = release.artifacts[0]
        artifact.author = author
        let release = Release(pipeline: "shop", artifacts: [artifact], number: 1, cutAt: .distantPast)
        #expect((keeper.refusal(of: "alice", promotion: promotion(), release: release) != nil) == isRefused)
        #expect(keeper.refusal(of: "bob", promotion: promotion(), release: release) == nil)
    }

    @Test("Windows of the environment and of the pipeline must both be open, one of each is enough")
    func windows() throws {
        let morning = try ScheduleGateTests.window("12345 09:00-12:00", in: "UTC")
        let evening = try ScheduleGateTests.window("12345 18:00-20:00", in: "UTC")
        let noon = try ScheduleGateTests.window("12345 11:00-13:00", in: "UTC")
        let keeper = try keeper(
            Protection(promotionWindows: [morning, evening]), added: Protection(promotionWindows: [noon]))
        for (time, count) in [("08:00", 2), ("09:00", 1), ("11:30", 0), ("12:00", 1), ("12:59", 1), ("19:00", 1)] {
            let now = ScheduleGateTests.date("2026-11-24 \(time)")
            let closed = keeper.closed(for: promotion(), release: release, in: StageState(), now: now)
            #expect(closed.count == count, "\(time)")
            #expect(closed.allSatisfy { $0.gate == .window && ($0.until ?? now) > now })
        }
    }

    @Test("A rollback passes hold and, unless the environment says otherwise, windows and freezes; never a pin")
    func rollback() throws {
        let zone = try #require(TimeZone(identifier: "UTC"))
        let freeze = FreezePeriod(
            from: try ScheduleGateTests.wall("2026-11-01 00:00"), until: try ScheduleGateTests.wall("2026-12-01 00:00"),
            timeZone: zone)
        let window = try ScheduleGateTests.window("7 09:00-10:00", in: "UTC")
        let now = ScheduleGateTests.date("2026-11-24 12:00")
        var state = StageState()
        state.hold = .init(.stage, by: "alice", at: now, reason: "r")
        state.pin = .init(release: ReleaseID(hex: "ff"), by: "alice", at: now, reason: nil)
        for (rules, expected) in [
            (RollbackGates(), [Waiting.Gate.pin, .approval]), (RollbackGates(approvals: false), [.pin]),
            (RollbackGates(approvals: false, windows: true), [.pin, .window]),
            (RollbackGates(windows: true, freezes: true), [.pin, .approval, .freeze, .window]),
        ] {
            let keeper = try keeper(
                Protection(
                    approvalRules: [sre], promotionWindows: [window], freezePeriods: [freeze], rollback: rules))
            #expect(gates(keeper, promotion(by: "bob", kind: .rollback), state, now: now) == expected)
            #expect(
                gates(keeper, promotion(), state, now: now) == [.hold, .pin, .approval, .freeze, .window])
        }
    }
}
