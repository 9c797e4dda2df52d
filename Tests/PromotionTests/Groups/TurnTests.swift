import Foundation
import Promotion
import Testing

@Suite("So many members at a time")
struct TurnTests {
    @Test("At most so many are on their way, in the order of the stages", arguments: [1, 2, 3, 5, nil])
    func limit(_ limit: Int?) throws {
        let members = ["m5", "m4", "m3", "m2", "m1"]
        var bench = try Bench.group(members, maxParallel: limit)
        bench.see("1.0.0")
        try bench.planAll()
        var most = 0
        while let work = bench.machine.work(bench.state, now: bench.now).last {
            most = max(most, bench.onTheirWay.count)
            try bench.perform(work)
        }
        #expect(most == min(limit ?? 5, 5))
        let sent = bench.records("sending").compactMap(\.environment)
        // Those of the first places go together, in whatever order their edits were made.
        #expect(Set(sent.prefix(most)) == Set(members.prefix(most)))
        #expect(sent.dropFirst(most) == members.dropFirst(most))
        #expect(members.allSatisfy { bench.tag($0) == "1.0.0" })
    }

    @Test("Each that waits says so, and those on their way do not count themselves when they are sent")
    func words() throws {
        var bench = try Bench.group(["a", "b", "c"], maxParallel: 2)
        bench.see("1.0.0")
        try bench.planAll()
        #expect(bench.onTheirWay == ["a", "b"])
        for environment in ["a", "b"] {
            let id = try #require(bench.state.stages[environment]?.promotion?.id)
            #expect(bench.machine.mayStillSend(id, in: environment, state: bench.state, now: bench.now))
        }
        #expect(try bench.gates("c") == [.turn])
        #expect(
            try bench.why("c")
                == "1.0.0 waits: Waits for its turn: prod goes 2 at a time, and as many are on their way.")
    }

    @Test("Whose edits are made first does not decide who goes first; whose cannot be made gives its place up")
    func places() throws {
        var bench = try Bench.group(["a", "b", "c"], maxParallel: 1)
        bench.see("1.0.0")
        for environment in ["c", "b"] { try bench.performOnce(environment) }
        #expect(bench.onTheirWay.isEmpty)
        let id = try #require(bench.state.stages["a"]?.promotion?.id)
        bench.take(.planFailed(environment: "a", id, .permanent("no such key")))
        #expect(bench.onTheirWay == ["b"])
    }

    @Test("One that deploys for long keeps its place; its end makes room at once", arguments: [true, false])
    func room(isVerified: Bool) throws {
        var bench = try Bench.group(["a", "b", "c"], maxParallel: 1, stopsOnFailure: false)
        bench.see("1.0.0")
        try bench.planAll()
        for _ in 0..<2 { try bench.performOnce("a") }
        let id = try #require(bench.state.stages["a"]?.promotion?.id)
        for _ in 0..<3 {
            bench.take(.observed(environment: "a", id, .degraded(reason: "1 of 3 pods")))
            bench.now += 300
            bench.take(.tick)
            #expect(bench.onTheirWay == ["a"])
        }
        if isVerified {
            bench.take(.observed(environment: "a", id, .live(at: bench.commit(bench.commits))))
        } else {
            // Its deadline, which only the time tells: the stage that waits is woken by it.
            let wake = try #require(bench.machine.wake(bench.state, now: bench.now.addingTimeInterval(10)))
            bench.now = wake
            bench.take(.tick)
            #expect(try bench.stage("a").phase == .failed)
        }
        #expect(bench.onTheirWay == ["b"])
    }

    @Test("Room that a verification's time makes goes to the first in the order, not to the next")
    func order() throws {
        var bench = try Bench.group(
            ["a", "b", "c"], maxParallel: 1, verifications: [Verification(name: "bake", .wait(60))])
        bench.order(.hold(environment: "a", reason: "later"))
        bench.see("1.0.0")
        try bench.planAll()
        try bench.finish("b")
        #expect(bench.onTheirWay == ["b"])
        bench.order(.resume(environment: "a"))
        bench.now += 60
        bench.take(.tick)
        #expect(bench.onTheirWay == ["a"])
    }

    @Test("Where the limit falls, those that were about to be sent wait for their turn again")
    func smaller() throws {
        var bench = try Bench.group(["a", "b", "c"], maxParallel: 3)
        bench.see("1.0.0")
        try bench.planAll()
        #expect(bench.onTheirWay.count == 3)
        bench.reload(stages: { stages in
            for index in stages.indices { stages[index].group?.maxParallel = 1 }
        })
        for environment in ["a", "b", "c"] {
            let id = try #require(bench.state.stages[environment]?.promotion?.id)
            let maySend = bench.machine.mayStillSend(id, in: environment, state: bench.state, now: bench.now)
            #expect(maySend == (environment == "c"))
            if !maySend { bench.take(.sent(environment: environment, id, .notAuthorized)) }
        }
        #expect(bench.onTheirWay == ["c"])
        try bench.settle()
        #expect(["a", "b", "c"].allSatisfy { bench.tag($0) == "1.0.0" })
    }

    @Test(
        "A merge that its host makes by itself has its place; an open merge request has none", arguments: [true, false])
    func merging(isQueued: Bool) throws {
        var bench = try Bench.group(["a", "b"], maxParallel: 1)
        bench.order(.hold(environment: "a", reason: "for the test"))
        bench.order(.hold(environment: "b", reason: "for the test"))
        bench.see("1.0.0")
        try bench.planAll()
        let promotion = try #require(bench.state.stages["a"]?.promotion)
        let head = bench.commit(1)
        var proposal = Proposal(
            id: MergeRequestID(repository: try #require(ForgeRepository(path: "shop/a")), number: 1),
            address: "https://example.com/1", forge: "gitlab", branch: "sluice/shop/a", promotion: promotion.id,
            release: promotion.release, head: head,
            base: bench.commit(0), planHash: promotion.plan?.hash ?? "", at: bench.now)
        if isQueued { proposal.queued = Proposal.Queued(head: head, reason: "a pipeline runs") }
        bench.state.stages["a"]?.proposal = proposal
        bench.state.stages["a"]?.promotion?.state = .proposed
        #expect(try bench.gates("b").contains(.turn) == isQueued)
    }
}
