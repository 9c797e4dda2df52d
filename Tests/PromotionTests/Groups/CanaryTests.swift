import Foundation
import Promotion
import Testing

@Suite("Canaries of a group")
struct CanaryTests {
    @Test("A release goes into no other member before each canary has verified it", arguments: [["eu"], ["eu", "us"]])
    func first(_ canaries: [String]) throws {
        var bench = try Bench.group(["ap", "eu", "us", "za"], canaries: canaries)
        bench.see("1.0.0")
        for canary in canaries {
            for other in ["ap", "za"] {
                #expect(bench.state.stages[other]?.promotion == nil)
                #expect(try bench.gates(other) == [.canary])
                #expect(
                    try bench.why(other).hasPrefix("1.0.0 waits until the canary \(canary) has verified it. There: "))
            }
            try bench.finish(canary)
        }
        #expect(Set(bench.records("landed").compactMap(\.environment)) == Set(canaries))
        try bench.settle()
        #expect(["ap", "eu", "us", "za"].allSatisfy { bench.tag($0) == "1.0.0" })
    }

    @Test("A canary that is held makes the others wait, and its reason is theirs")
    func held() throws {
        var bench = try Bench.group(canaries: ["eu"])
        bench.order(.hold(environment: "eu", reason: "a test of the network"), by: "bob")
        try bench.release("1.0.0")
        #expect(bench.records("landed").isEmpty)
        #expect(try bench.why("us").contains("Held by bob: a test of the network"))
        #expect(try bench.gates("us") == [.canary])
        bench.order(.resume(environment: "eu"))
        try bench.settle()
        #expect(bench.tag("us") == "1.0.0")
    }

    @Test("What a person turns away in the canary goes nowhere, also where it was about to")
    func turnedAway() throws {
        var bench = try Bench.group(canaries: ["eu"])
        try bench.release("1.0.0")
        bench.see("1.1.0")
        bench.order(.reject(environment: "eu", reason: "not today"), by: "bob")
        try bench.settle()
        #expect(try bench.why("us").contains("refused here by bob: not today"))
        #expect(bench.tag("us") == "1.0.0")

        bench.see("1.2.0")
        try bench.finish("eu")
        try bench.planAll()
        let id = try #require(bench.state.stages["us"]?.promotion?.id)
        #expect(bench.machine.mayStillSend(id, in: "us", state: bench.state, now: bench.now))
        bench.order(.rollback(environment: "eu", release: nil, reason: "slow"), by: "bob")
        #expect(!bench.machine.mayStillSend(id, in: "us", state: bench.state, now: bench.now))
        let outcome = PipelineEvent.sent(environment: "us", id, .notAuthorized)
        bench.take(outcome)
        try bench.settle()
        #expect(bench.tag("us") == "1.0.0")
        #expect(bench.tag("eu") == "1.0.0")
    }

    @Test("While a canary tries the next release the others take the last one that it verified")
    func noStarving() throws {
        var bench = try Bench.group(canaries: ["eu"])
        bench.see("1.0.0")
        try bench.finish("eu")
        bench.see("1.1.0")
        try bench.settle(except: ["eu"])
        #expect(["ap", "us"].allSatisfy { bench.tag($0) == "1.0.0" })
        try bench.settle()
        #expect(["ap", "us"].allSatisfy { bench.tag($0) == "1.1.0" })
    }

    @Test("Taking each release, the others pass by the one that a canary will never have")
    func every() throws {
        var bench = try Bench.group(canaries: ["eu"], queue: .every)
        bench.see("1.0.0")
        bench.see("1.1.0")
        bench.order(.reject(environment: "eu", reason: nil), by: "bob")
        try bench.settle()
        #expect(["ap", "eu", "us"].allSatisfy { bench.tag($0) == "1.1.0" })
        #expect(Set(bench.records("landed").compactMap(\.environment)).count == bench.records("landed").count)
    }

    @Test("A person cannot promote what no canary has verified, and may where it was verified before")
    func asked() throws {
        var bench = try Bench.group(canaries: ["eu"])
        try bench.release("1.0.0", "1.1.0")
        bench.order(.rollback(environment: "us", release: nil, reason: nil))
        try bench.settle()
        bench.order(.resume(environment: "us"))
        let again = bench.state.releases[1].id
        bench.order(.rollback(environment: "eu", release: nil, reason: nil))
        #expect(bench.order(.promote(environment: "us", release: again)) == nil)
        try bench.settle()
        #expect(bench.tag("us") == "1.1.0")

        bench.see("1.2.0")
        let refusal = bench.order(.promote(environment: "us", release: bench.state.releases[2].id))
        #expect(refusal?.description.contains("canary eu") == true)
    }

    @Test("The canary's release is not replaced while it soaks for what comes after the group")
    func soaking() throws {
        var bench = try Bench.group(canaries: ["eu"], isLine: true, soakTime: 600)
        try bench.release("1.0.0")
        bench.now += 60
        try bench.release("1.1.0")
        #expect(bench.tag("eu") == "1.0.0")
        #expect(try bench.gates("eu") == [.soaking])
        try bench.pass(600)
        #expect(bench.tag("audit") == "1.0.0")
        #expect(["ap", "eu", "us"].allSatisfy { bench.tag($0) == "1.1.0" })
    }

    @Test("A canary that is added makes the others wait for it")
    func added() throws {
        var bench = try Bench.group(canaries: ["eu"])
        bench.see("1.0.0")
        try bench.finish("eu")
        bench.reload(stages: { stages in
            for index in stages.indices { stages[index].group?.canaries = ["eu", "us"] }
        })
        try bench.settle(except: ["us"])
        #expect(bench.tag("ap") == "0.9.0")
        try bench.settle()
        #expect(bench.tag("ap") == "1.0.0")
    }
}
