import Foundation
import Promotion
import Testing

@Suite("Changes by people")
struct DriftTests {
    private func settled(_ drift: DriftRule = .hold) throws -> Bench {
        var bench = try Bench.line(drift: drift)
        bench.adopt()
        try bench.release("1.0.0")
        return bench
    }

    @Test("A look that began before a commit landed says nothing about the values after it")
    func staleLook() throws {
        var bench = try settled()
        var before = bench.declaredState("dev")
        before.known = bench.state.stages["dev"]?.current?.commit
        try bench.release("1.1.0")
        bench.take(.declared(environment: "dev", before))
        #expect(bench.state.stages["dev"]?.hold == nil)
        #expect(bench.records("drifted").isEmpty)
    }

    @Test("What a person changed since the last look is noticed when the edits are made, and holds the stage")
    func driftSeenByThePlan() throws {
        var bench = try settled()
        _ = bench.change("dev", to: "0.5.0")
        try bench.release("1.1.0")
        #expect(bench.tag("dev") == "0.5.0")
        #expect(try bench.stage("dev").phase == .held)
        #expect(bench.records("drifted", "dev").count == 1)
        bench.order(.resume(environment: "dev"))
        try bench.settle()
        #expect(bench.tag("dev") == "1.1.0")
    }

    @Test("Edits that were made on an old tip of the mirror are made again before anything is called a change")
    func staleMirror() throws {
        var bench = try settled()
        bench.see("1.1.0")
        let promotion = try #require(bench.state.stages["dev"]?.promotion)
        var stale = try bench.plan("dev")
        stale.edits[0].old = "0.9.0"
        bench.take(.planned(environment: "dev", promotion.id, stale))
        #expect(bench.state.stages["dev"]?.promotion?.state == .planning)
        try bench.settle()
        #expect(bench.tag("dev") == "1.1.0")
        #expect(bench.records("drifted").isEmpty)
    }

    @Test("Under `drift: restore` a rollback that waits is not replaced")
    func restoreLeavesRollback() throws {
        var bench = try settled(.restore)
        try bench.release("1.1.0")
        bench.reload(environment: "prod") {
            $0.protection.approvalRules = [ApprovalRule(name: "r", approvers: [.user("bob")])]
        }
        bench.order(.rollback(environment: "prod", release: nil, reason: nil))
        try bench.settle()
        let id = bench.state.stages["prod"]?.promotion?.id
        let declared = bench.change("prod", to: "0.5.0")
        bench.take(.declared(environment: "prod", declared))
        #expect(bench.state.stages["prod"]?.promotion?.id == id)
        try bench.settle()
        bench.order(.approve(environment: "prod", planHash: nil), by: "bob")
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test("A promotion after a change never takes the identity of a commit that Git has and the database forgot")
    func identityAfterForgetting() throws {
        var bench = try settled()
        let old = bench.state
        try bench.release("1.1.0")
        let landed = try #require(bench.state.stages["dev"]?.current?.promotion)
        let release = try #require(bench.state.releases.last)
        let trailers = PromotionTrailers(
            promotion: landed, stage: StageID(pipeline: "shop", environment: "dev"), release: release)
        let commit = CommitTrailers(
            commit: bench.commit(bench.commits), committedAt: bench.now, trailers: trailers.lines)
        bench.state = old
        _ = bench.change("dev", to: "0.5.0")
        bench.take(.declared(environment: "dev", bench.declaredState("dev", promotion: commit)))
        bench.see("1.1.0")
        bench.order(.resume(environment: "dev"))
        let next = try #require(bench.state.stages["dev"]?.promotion)
        #expect(next.release == release.id)
        #expect(next.id != landed)
    }

    @Test("A failed release stays failed when a person changes something")
    func failedStays() throws {
        var bench = try settled(.adopt)
        bench.see("1.1.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        try bench.performOnce("dev")
        bench.take(.sent(environment: "dev", id, .failed(.permanent("The hook declined."))))
        let declared = bench.change("dev", to: "1.0.5")
        bench.take(.declared(environment: "dev", declared))
        #expect(try bench.stage("dev").phase == .failed)
        #expect(bench.machine.work(bench.state, now: bench.now).isEmpty)
    }

    @Test("Edits that cannot be made are told once, however often the branch moves")
    func blockedOnce() throws {
        var bench = try settled()
        bench.see("1.1.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        for _ in 0..<5 {
            bench.take(.planFailed(environment: "dev", id, .permanent("values.yaml:2:8: no such key.")))
            #expect(bench.machine.work(bench.state, now: bench.now).isEmpty)
            bench.commits += 1
            bench.take(.declared(environment: "dev", bench.declaredState("dev")))
            #expect(bench.machine.work(bench.state, now: bench.now) == [.plan(environment: "dev", id)])
        }
        #expect(bench.notices.filter { $0.topic == .failed }.count == 1)
        #expect(bench.records("blocked").count == 1)
    }

    /// What `dev` declares, and a value at one more place that the same edits find.
    private func declared(in bench: Bench, and value: String, at place: String = "image.digest") throws -> DeclaredState
    {
        var declared = bench.declaredState("dev")
        declared.places.append(
            DeclaredPlace(
                DeclaredValue(file: "apps/shop/values.yaml", place: place, value: value),
                written: try Template("${api.digest}")))
        return declared
    }

    @Test("A value that a person added where the same edits find it is a change")
    func addedPlace() throws {
        var bench = try settled()
        bench.take(.declared(environment: "dev", try declared(in: bench, and: "sha256:other")))
        #expect(bench.records("drifted", "dev").count == 1)
        #expect(bench.state.stages["dev"]?.hold?.kind == .drift)
        #expect(bench.records("reread").isEmpty)
    }

    @Test("A place that is another only because the file has more in it is no change as long as it holds the version")
    func samePlaceByOtherName() throws {
        var bench = try settled()
        let release = try #require(bench.state.releases.last)
        let digest = try #require(release.artifacts.first?.digest)
        let verified = bench.state.stages["dev"]?.current?.verifiedAt
        bench.take(.declared(environment: "dev", try declared(in: bench, and: digest)))
        #expect(bench.records("drifted").isEmpty)
        #expect(bench.state.stages["dev"]?.hold == nil)
        #expect(bench.state.stages["dev"]?.current?.release == release.id)
        #expect(bench.state.stages["dev"]?.current?.verifiedAt == verified)
        #expect(bench.state.stages["dev"]?.current?.declared.count == 2)
    }

    @Test("A value that moved to another place and is another one is a change, of an adopted version too")
    func movedPlace() throws {
        var bench = try Bench.line()
        bench.adopt()
        let written = try Template("${api.tag}")
        let tip = bench.commit(7)
        func moved(_ tag: String) -> DeclaredState {
            let value = DeclaredValue(file: "apps/shop/values.yaml", place: "image.tag (document [1])", value: tag)
            return DeclaredState(tip: tip, places: [DeclaredPlace(value, written: written)])
        }
        bench.take(.declared(environment: "dev", moved("0.9.0")))
        #expect(bench.state.stages["dev"]?.hold == nil)
        #expect(bench.records("drifted").isEmpty)
        bench.take(.declared(environment: "dev", bench.declaredState("dev")))
        bench.take(.declared(environment: "dev", moved("0.5.0")))
        #expect(bench.state.stages["dev"]?.hold?.kind == .drift)
    }

    @Test("A value that a person added since the last look is noticed when the edits are made, and holds the stage")
    func addedPlaceSeenByThePlan() throws {
        var bench = try settled()
        bench.see("1.1.0")
        let promotion = try #require(bench.state.stages["dev"]?.promotion)
        let seen = try declared(in: bench, and: "sha256:other")
        var plan = try bench.plan("dev")
        plan.edits.insert(
            PlannedEdit(
                file: "apps/shop/values.yaml", place: "image.digest", line: 3, column: 11, old: "sha256:other",
                new: "sha256:new"), at: 0)
        bench.take(.planned(environment: "dev", promotion.id, plan))
        #expect(bench.state.stages["dev"]?.promotion?.state == .planning)
        bench.take(.planned(environment: "dev", promotion.id, plan, seen: seen))
        #expect(bench.records("drifted", "dev").count == 1)
        #expect(bench.state.stages["dev"]?.hold?.kind == .drift)
    }
}
