import Foundation
import Manifests
import Promotion
import Testing
import Versions

@Suite("The order of releases")
struct OrderTests {
    private func found(_ tag: String, number: Int, in environment: String, _ bench: Bench) -> CommitTrailers {
        let release = Release(
            pipeline: "shop", artifacts: [bench.artifact(tag)], number: number, cutAt: bench.now)
        let trailers = PromotionTrailers(
            promotion: PromotionID(hex: stableHash([environment, tag])),
            stage: StageID(pipeline: "shop", environment: environment), release: release)
        return CommitTrailers(
            commit: CommitID(hex: stableHash(["old", tag])), committedAt: bench.now.addingTimeInterval(-3600),
            trailers: trailers.lines)
    }

    @Test("What Git remembers is older than what was released before its repository could be read")
    func rebuiltDuringOutage() throws {
        for policy in [VersionPolicy.Rule.semver(try SemanticRange("*"), preReleases: false), .newestBuild] {
            var bench = try Bench.line(policy: policy)
            bench.branches = ["dev": [bench.value("1.6.0")], "staging": [bench.value("1.5.0")]]
            bench.branches["prod"] = [bench.value("1.4.0")]
            for stage in ["dev", "staging", "prod"] {
                bench.take(.unreadable(environment: stage, .transient("The server does not answer.")))
            }
            bench.see("1.6.0")
            for (stage, tag, number) in [("prod", "1.4.0", 4), ("staging", "1.5.0", 5), ("dev", "1.6.0", 6)] {
                let commit = found(tag, number: number, in: stage, bench)
                bench.take(.declared(environment: stage, bench.declaredState(stage, promotion: commit)))
            }
            try bench.settle()
            #expect(bench.state.releases.map(\.title) == ["1.4.0", "1.5.0", "1.6.0"])
            #expect(bench.state.releases.map(\.number) == [4, 5, 6])
            #expect(["dev", "staging", "prod"].map { bench.tag($0) } == ["1.6.0", "1.6.0", "1.6.0"])
            // 1.5.0 and 1.6.0 into prod, 1.6.0 into staging.
            #expect(bench.commits == 3)
        }
    }

    @Test("A release that is newer by number and older by version takes no stage back by itself")
    func olderByVersion() throws {
        var bench = try Bench.line()
        bench.adopt()
        try bench.release("1.0.0", "1.1.0")
        let artifacts = [bench.artifact("1.0.1")]
        #expect(bench.order(.promoteArtifacts(environment: "dev", artifacts)) == nil)
        try bench.settle()
        #expect(["dev", "staging", "prod"].map { bench.tag($0) } == ["1.0.1", "1.1.0", "1.1.0"])
        #expect(try bench.stage("staging").why.contains("is older"))
    }

    @Test("A tag that was released before any number of releases is not released again with other contents")
    func movedLongAgo() throws {
        var bench = try Bench.line(policy: .newestBuild)
        bench.adopt()
        try bench.release("1.0.0", "1.1.0")
        bench.take(.scanned(["api": .found([bench.artifact("1.0.0", content: "another")])]))
        try bench.settle()
        #expect(bench.state.releases.count == 2)
        #expect(bench.machine.status(bench.state, now: bench.now).sources[0].note?.contains("moved") == true)
    }

    @Test("After a lost database a gated stage starts held, though a person changed its value since")
    func gatedAndDrifted() throws {
        var bench = try Bench.line(
            prod: Protection(approvalRules: [ApprovalRule(name: "r", approvers: [.user("alice")])]))
        let commit = found("1.0.0", number: 1, in: "prod", bench)
        bench.branches["prod"] = [bench.value("0.5.0")]
        bench.take(.declared(environment: "prod", bench.declaredState("prod", promotion: commit)))
        #expect(bench.state.stages["prod"]?.hold?.reason.contains("Rebuilt from Git") == true)
    }

    /// eu and us, and prod after both.
    private func fan(soakTime: TimeInterval) throws -> Bench {
        var bench = try Bench.line(soakTime: soakTime)
        var pipeline = bench.machine.pipeline
        var (eu, us, prod) = (pipeline.stages[0], pipeline.stages[0], pipeline.stages[1])
        eu.environment = "dev"
        us.environment = "staging"
        prod.environment = "prod"
        prod.after = ["dev", "staging"]
        pipeline.stages = [eu, us, prod]
        bench.machine = PipelineMachine(
            pipeline: pipeline, environments: bench.machine.environments, groups: bench.machine.groups)
        return bench
    }

    @Test("A stage after two waits for both, each at its own time")
    func fanIn() throws {
        var bench = try fan(soakTime: 0)
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle(except: ["staging"])
        #expect(bench.tag("dev") == "1.0.0")
        #expect(try bench.stage("prod").why.contains("until staging has verified it"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test("A release soaks undisturbed in one stage while another one has not verified it yet")
    func fanInSoak() throws {
        var bench = try fan(soakTime: 1800)
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle(except: ["staging"])
        bench.now += 60
        bench.see("1.1.0")
        try bench.settle(except: ["staging"])
        #expect(bench.tag("dev") == "1.0.0")
        bench.now += 1740
        bench.take(.tick)
        try bench.settle(except: ["staging"])
        #expect(bench.tag("dev") == "1.1.0")
    }

    @Test("One release fans out to every stage after it")
    func fanOut() throws {
        var bench = try fan(soakTime: 0)
        bench.adopt()
        try bench.release("1.0.0", "1.1.0")
        #expect(["dev", "staging", "prod"].map { bench.tag($0) } == ["1.1.0", "1.1.0", "1.1.0"])
        #expect(bench.commits == 6)
    }
}
