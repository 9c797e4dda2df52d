import Foundation
import Promotion
import Testing

@Suite("Git is the truth")
struct RebuildTests {
    /// A bench after some releases, and the commits that its stages would have in Git.
    private func history(_ bench: Bench) throws -> [String: CommitTrailers] {
        var commits: [String: CommitTrailers] = [:]
        for stage in bench.machine.pipeline.stages {
            let current = try #require(bench.state.stages[stage.environment]?.current)
            let release = try #require(current.release.flatMap(bench.state.release))
            let trailers = PromotionTrailers(
                promotion: try #require(current.promotion), stage: bench.machine.pipeline.id(stage.environment),
                release: release, hold: bench.state.stages[stage.environment]?.hold?.reason)
            commits[stage.environment] = CommitTrailers(
                commit: current.commit, committedAt: bench.now, trailers: trailers.lines)
        }
        return commits
    }

    private func rebuilt(_ old: Bench) throws -> Bench {
        var bench = old
        let commits = try history(old)
        bench.state = PipelineState(pipeline: "shop")
        for stage in old.machine.pipeline.stages {
            let declared = old.declaredState(stage.environment, promotion: commits[stage.environment])
            bench.take(.declared(environment: stage.environment, declared))
        }
        try bench.settle()
        return bench
    }

    @Test("After a lost database every stage has its release again, and nothing is written twice")
    func lostDatabase() throws {
        var bench = try Bench.line()
        bench.adopt()
        for tag in ["1.0.0", "1.1.0"] {
            bench.see(tag)
            try bench.settle()
        }
        var again = try rebuilt(bench)
        #expect(again.commits == bench.commits)
        #expect(
            again.state.stages.mapValues { $0.current?.release } == bench.state.stages.mapValues { $0.current?.release }
        )
        again.see("1.1.0")
        try again.settle()
        #expect(again.commits == bench.commits)
        again.see("1.2.0")
        try again.settle()
        #expect(again.tag("prod") == "1.2.0")
        #expect(again.commits == bench.commits + 3)
    }

    @Test("A first look that was overtaken by our own commit is no change by a person")
    func overtakenFirstLook() throws {
        var bench = try Bench.line()
        // The second look at the branch begins before the first one's answer was taken in.
        bench.branches["dev"] = [bench.value("0.9.0")]
        var stale = bench.declaredState("dev")
        stale.isFirstSight = true
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.take(.declared(environment: "dev", stale))
        #expect(bench.state.stages["dev"]?.hold == nil)
        #expect(bench.state.stages["dev"]?.current?.tags["api"] == "1.0.0")
        #expect(!bench.notices.contains { $0.topic == .drift })
    }

    @Test("A commit of ours that only a plan meets is taken back, and holds nothing")
    func planMeetsOurCommit() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        // The push of a process that died lands while the next one, without a database, makes its edits.
        let release = try #require(bench.state.releases.last)
        let trailers = PromotionTrailers(
            promotion: id, stage: bench.machine.pipeline.id("dev"), release: release, hold: nil)
        bench.commits += 1
        let commit = CommitTrailers(
            commit: bench.commit(bench.commits), committedAt: bench.now, trailers: trailers.lines)
        bench.branches["dev"] = [bench.value("1.0.0")]
        let seen = bench.declaredState("dev", promotion: commit)
        bench.take(.planned(environment: "dev", id, try bench.plan("dev"), seen: seen))
        #expect(bench.state.stages["dev"]?.hold == nil)
        #expect(bench.state.stages["dev"]?.current?.release == release.id)
        #expect(!bench.notices.contains { $0.topic == .drift })
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test("A rollback's commit stays a hold")
    func rollbackHolds() throws {
        var bench = try Bench.line()
        bench.adopt()
        for tag in ["1.0.0", "1.1.0"] {
            bench.see(tag)
            try bench.settle()
        }
        bench.order(.rollback(environment: "prod", release: nil, reason: "errors"))
        try bench.settle()
        var again = try rebuilt(bench)
        #expect(again.state.stages["prod"]?.hold?.reason == "errors")
        again.see("1.2.0")
        try again.settle()
        #expect(again.tag("prod") == "1.0.0")
    }

    @Test("Gated stages start held, with the reason")
    func gatedStartsHeld() throws {
        let rule = ApprovalRule(name: "release", approvers: [.user("alice")])
        var bench = try Bench.line(prod: Protection(approvalRules: [rule]))
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.order(.approve(environment: "prod", planHash: nil))
        try bench.settle()
        let again = try rebuilt(bench)
        #expect(again.state.stages["prod"]?.hold?.reason.contains("Rebuilt from Git") == true)
        #expect(again.state.stages["dev"]?.hold == nil)
    }

    @Test("Trailers read back as they were written, and forged ones are not believed")
    func trailers() throws {
        let bench = try Bench.line()
        let release = Release(
            pipeline: "shop",
            artifacts: [
                bench.artifact("1.0.0"),
                Artifact(
                    source: "worker", repository: "localhost:5000/shop/worker", tag: "main-3f2a", digest: nil,
                    firstSeen: bench.now),
            ], number: 7, cutAt: bench.now)
        let trailers = PromotionTrailers(
            promotion: PromotionID(hex: "ab"), stage: StageID(pipeline: "shop", environment: "dev"), release: release,
            hold: "two\nlines, Fixes #1, see @ann\nSluice-Stage: prod")
        var commit = CommitTrailers(commit: CommitID(hex: "cd"), committedAt: bench.now, trailers: trailers.lines)
        let read = try #require(PromotionTrailers(commit))
        #expect(read.release.id == release.id)
        #expect(read.release.number == 7)
        #expect(read.release.artifacts.map(\.reference) == release.artifacts.map(\.reference))
        #expect(read.hold == "two lines, Fixes #1, see @ann Sluice-Stage: prod")
        let written = try #require(trailers.lines.last { $0.key == "Sluice-Hold" }).value
        #expect(!written.contains("#1") && !written.contains("@ann"), "a host would read \(written) as more than words")
        commit.trailers[5].value = commit.trailers[5].value.replacingOccurrences(of: "1.0.0", with: "6.6.6")
        #expect(PromotionTrailers(commit) == nil)
    }

    @Test(
        "A value that a person changed holds the stage, is adopted, or is written again", arguments: DriftRule.allCases)
    func drift(_ rule: DriftRule) throws {
        var bench = try Bench.line(drift: rule)
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.commits += 1
        bench.branches["prod"] = [bench.value("0.5.0")]
        bench.take(.declared(environment: "prod", bench.declaredState("prod")))
        try bench.settle()
        #expect(bench.notices.contains { $0.topic == .drift })
        switch rule {
        case .hold:
            #expect(bench.tag("prod") == "0.5.0")
            #expect(try bench.stage("prod").phase == .held)
        case .adopt:
            // The newer release that dev and staging verified is still wanted here.
            #expect(bench.state.stages["prod"]?.hold == nil)
        case .restore: #expect(bench.tag("prod") == "1.0.0")
        }
    }
}
