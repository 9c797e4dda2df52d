import Foundation
import Promotion
import Testing

@Suite("A failure in one member stops the others")
struct StopTests {
    /// `eu` is on its way and fails; `us` waits.
    private func failed(_ rule: FailureRule? = nil, stops: Bool = true) throws -> Bench {
        var bench = try Bench.group(
            ["eu", "us", "ap"], maxParallel: 1, stopsOnFailure: stops, onFailure: rule)
        try bench.release("1.0.0")
        bench.see("1.1.0")
        try bench.planAll()
        try bench.giveUp("eu")
        try bench.settle()
        return bench
    }

    @Test(
        "Those that were not sent wait, and say what failed where",
        arguments: [nil, .hold, .rollback] as [FailureRule?])
    func stop(_ rule: FailureRule?) throws {
        let bench = try failed(rule)
        #expect(bench.tag("eu") == (rule == .rollback ? "1.0.0" : "1.1.0"))
        for other in ["us", "ap"] {
            #expect(bench.tag(other) == "1.0.0")
            #expect(try bench.gates(other) == [.stopped])
            let why = try bench.why(other)
            #expect(why.hasPrefix("1.1.0 waits: Stopped: eu failed with 1.1.0: The reconciler gave up: no such image."))
            #expect(
                why.contains(rule == .rollback ? "`sluice promote shop/eu --release 1.1.0`" : "`sluice retry shop/eu`"))
        }
    }

    @Test("With stopOnFailure: false they go on")
    func goesOn() throws {
        let bench = try failed(stops: false)
        #expect(bench.tag("us") == "1.1.0")
        #expect(bench.tag("ap") == "1.1.0")
    }

    @Test("A retry that ends verified opens it again, and not before")
    func retry() throws {
        var bench = try failed(.hold)
        bench.order(.resume(environment: "eu"))
        bench.order(.retry(environment: "eu"))
        #expect(try bench.why("us").contains("It is tried there again."))
        try bench.performOnce("eu")
        #expect(try bench.gates("us") == [.stopped])
        try bench.settle()
        #expect(["eu", "us", "ap"].allSatisfy { bench.tag($0) == "1.1.0" })
    }

    @Test("A retry that fails again leaves it closed")
    func retryFails() throws {
        var bench = try failed()
        bench.order(.retry(environment: "eu"))
        try bench.giveUp("eu")
        try bench.settle()
        #expect(try bench.gates("us") == [.stopped])
    }

    @Test("After a rollback, promoting it again opens it once it is verified")
    func promotedAgain() throws {
        var bench = try failed(.rollback)
        bench.order(.resume(environment: "eu"))
        let release = try #require(bench.state.releases.last?.id)
        #expect(bench.order(.promote(environment: "eu", release: release)) == nil)
        #expect(try bench.gates("us") == [.stopped])
        try bench.settle()
        #expect(["eu", "us", "ap"].allSatisfy { bench.tag($0) == "1.1.0" })
    }

    @Test(
        "A person who rejects it there goes on without that member",
        arguments: [nil, .hold, .rollback] as [FailureRule?])
    func leftOut(_ rule: FailureRule?) throws {
        var bench = try failed(rule)
        let before = bench.tag("eu")
        #expect(bench.order(.reject(environment: "eu", reason: "the cluster is broken")) == nil)
        try bench.settle()
        #expect(bench.tag("eu") == before)
        #expect(["us", "ap"].allSatisfy { bench.tag($0) == "1.1.0" })
        #expect(bench.order(.reject(environment: "eu", reason: nil)) != nil)
    }

    @Test("A newer release goes on by itself")
    func newer() throws {
        var bench = try failed()
        try bench.release("1.2.0")
        #expect(["eu", "us", "ap"].allSatisfy { bench.tag($0) == "1.2.0" })
    }

    @Test("What a person rejects or holds in one member is no failure")
    func noFailure() throws {
        for isHold in [true, false] {
            var bench = try Bench.group(["eu", "us", "ap"])
            bench.see("1.0.0")
            bench.order(
                isHold ? .hold(environment: "eu", reason: "later") : .reject(environment: "eu", reason: "never"))
            try bench.settle()
            #expect(bench.tag("eu") == "0.9.0")
            #expect(["us", "ap"].allSatisfy { bench.tag($0) == "1.0.0" })
        }
    }

    @Test("Nothing keeps a member from going back: no stop, no turn, no canary")
    func rollback() throws {
        var bench = try Bench.group(["eu", "us", "ap"], canaries: ["eu"], maxParallel: 1)
        try bench.release("1.0.0", "1.1.0")
        bench.see("1.2.0")
        try bench.planAll()
        #expect(bench.onTheirWay == ["eu"])
        bench.order(.rollback(environment: "us", release: nil, reason: "slow"))
        try bench.settle(except: ["eu"])
        #expect(bench.tag("us") == "1.0.0")
        try bench.giveUp("eu")
        bench.order(.rollback(environment: "ap", release: nil, reason: "slow"))
        try bench.settle()
        #expect(bench.tag("ap") == "1.0.0")
    }

    @Test("What may have been sent already is not sent again after the stop, and read back all the same")
    func underWay() throws {
        var bench = try Bench.group(["eu", "us", "ap"])
        bench.see("1.0.0")
        try bench.planAll()
        #expect(bench.onTheirWay == ["eu", "us", "ap"])
        try bench.giveUp("eu")
        let id = try #require(bench.state.stages["us"]?.promotion?.id)
        #expect(!bench.machine.mayStillSend(id, in: "us", state: bench.state, now: bench.now))
        bench.take(.sent(environment: "us", id, .landed(bench.commit(77))))
        try bench.finish("us")
        #expect(bench.records("verified", "us").count == 1)
        #expect(bench.tag("ap") == "0.9.0")
    }

    @Test("A member that is removed takes its failure with it")
    func removed() throws {
        var bench = try failed()
        bench.reload(stages: { stages in
            stages.removeAll { $0.environment == "eu" }
            for index in stages.indices { stages[index].group?.members = ["us", "ap"] }
        })
        try bench.settle()
        #expect(["us", "ap"].allSatisfy { bench.tag($0) == "1.1.0" })
    }

    @Test("After a lost database a rollback that is found in Git still stops the others")
    func rebuilt() throws {
        var bench = try Bench.group(["eu", "us", "ap"])
        try bench.release("1.0.0", "1.1.0")
        let releases = bench.state.releases
        let lost = bench
        bench.state = PipelineState(pipeline: "shop")
        bench.branches["eu"] = [bench.value("1.0.0")]
        bench.branches["ap"] = [bench.value("1.0.0")]
        for (environment, release) in [("us", releases[1]), ("ap", releases[0]), ("eu", releases[0])] {
            let promotion = try #require(lost.records("landed", environment).last?.promotion)
            let trailers = PromotionTrailers(
                promotion: promotion, stage: StageID(pipeline: "shop", environment: environment), release: release,
                hold: environment == "eu" ? "1.1.0 failed: no such image" : nil)
            let commit = CommitTrailers(
                commit: bench.commit(90), committedAt: bench.now, trailers: trailers.lines)
            bench.take(
                .declared(environment: environment, bench.declaredState(environment, promotion: commit)))
        }
        try bench.settle()
        #expect(bench.tag("ap") == "1.0.0")
        #expect(try bench.gates("ap") == [.stopped])
        bench.order(.resume(environment: "eu"))
        try bench.settle()
        #expect(["eu", "us", "ap"].allSatisfy { bench.tag($0) == "1.1.0" })
    }

    @Test("States of before there were groups have no failures")
    func older() throws {
        let bench = try failed()
        let state = try #require(bench.state.stages["eu"])
        let encoded = try JSONEncoder().encode(state)
        #expect(try JSONDecoder().decode(StageState.self, from: encoded) == state)
        var object = try #require(try JSONSerialization.jsonObject(with: encoded) as? [String: Any])
        object["failures"] = nil
        let older = try JSONDecoder().decode(StageState.self, from: JSONSerialization.data(withJSONObject: object))
        #expect(older.failures == nil)
        #expect(older.promotion == state.promotion)
    }
}

@Suite("How far a group is")
struct GroupStatusTests {
    @Test("It is told in one sentence, and for each stage")
    func summary() throws {
        var bench = try Bench.group(["eu", "us", "ap"], canaries: ["eu"], maxParallel: 1)
        func summary() throws -> String {
            try #require(bench.machine.status(bench.state, now: bench.now).groups?.first).summary
        }
        #expect(try summary() == "prod has no release yet.")
        bench.see("1.0.0")
        try bench.finish("eu")
        try bench.planAll()
        #expect(try summary() == "prod: 1.0.0 is verified in 1 of 3, 1 on their way.")
        try bench.giveUp("us")
        #expect(try summary() == "prod: 1.0.0 is verified in 1 of 3, 0 on their way, stopped by us.")
        #expect(try bench.stage("ap").group == "prod")
        bench.order(.retry(environment: "us"))
        try bench.settle()
        #expect(try summary() == "prod: 1.0.0 is verified in 3 of 3, 0 on their way.")
        let line = try Bench.line()
        #expect(line.machine.status(line.state, now: line.now).groups == nil)
    }
}
