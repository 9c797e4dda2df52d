import Engine
import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Merge requests under fire", .timeLimit(.minutes(10)))
struct MergeRequestTroubleTests {
    private func world(gated: Bool = false) throws -> World {
        World(try .line(prod: gated ? .gated : Protection(), prodDelivery: .mergeRequests(.auto)))
    }

    @Test("A call that fails for now is made again: one merge request, one merge", arguments: FakeForge.Call.allCases)
    func faults(call: FakeForge.Call) async throws {
        for loses in [false, true] {
            let world = try world()
            if loses {
                world.forge.loseNextAnswer(to: call)
            } else {
                world.forge.failNext(call, .transient("502 Bad Gateway"), .transient("429", retryAfter: 3))
            }
            try await world.start()
            await world.push("1.0.0")
            await world.pass(600)
            #expect(world.declared("prod") == "1.0.0", "\(call) \(loses)")
            #expect(try world.requestCount() == 1, "\(call) \(loses)")
            #expect(world.promotions("prod").count <= 2)
            #expect(try await world.status("prod").why == "Up to date.", "\(call) \(loses)")
            await world.stop()
        }
    }

    @Test("A branch that is as long as the host takes is opened; one that is longer stops before anything is pushed")
    func longNames() async throws {
        let most = FakeForge().capabilities.branchLimit - "sluice//prod".utf8.count
        for (length, isTaken) in [(most, true), (most + 1, false)] {
            let name = String(repeating: "p", count: length)
            let world = World(try .line([name], prodDelivery: .mergeRequests(.auto)))
            try await world.start()
            await world.push("1.0.0", to: name)
            await world.pass(120)
            #expect(try world.requestCount() == (isTaken ? 1 : 0))
            #expect((world.declared("prod", pipeline: name) == "1.0.0") == isTaken)
            if !isTaken {
                let status = try await world.status("prod", of: name)
                #expect(status.phase == .failed)
                #expect(status.why.contains("is longer than the 244 bytes that forge takes"), "\(status.why)")
                #expect(world.ownBranch("sluice/\(name)/prod") == nil)
            }
            await world.stop()
        }
    }

    @Test("The head moved between approval and merge: not merged")
    func headMoved() async throws {
        let world = try world(gated: true)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        let own = Branch(remote: world.branch("prod").remote, name: "sluice/shop/prod")
        world.git.commit(["prod.yaml": Array("x\n".utf8)], to: own)
        try await world.order(
            .approve(environment: "prod", planHash: try await world.status("prod").planHash))
        await world.pass(600)
        #expect(world.declared("prod") == "0.9.0")
        #expect(try await world.request().isOpen)
        await world.stop()
    }

    @Test("A lost database: the merge request that is open is found again, and it is the only one")
    func lostDatabase() async throws {
        let world = try world(gated: true)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        let before = try await world.request()
        await world.loseDatabase()
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        #expect(try world.requestCount() == 1)
        #expect(try await world.request().head == before.head)
        #expect(try await world.status("prod").mergeRequest == before.address)
        await world.stop()
    }

    @Test("A restart does nothing anew")
    func restart() async throws {
        let world = try world(gated: true)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        let before = try await world.request()
        let pushes = world.git.pushCount(Branch(remote: world.branch("prod").remote, name: "sluice/shop/prod"))
        try await world.restart()
        await world.pass(61)
        #expect(try await world.request() == before)
        #expect(
            world.git.pushCount(Branch(remote: world.branch("prod").remote, name: "sluice/shop/prod")) == pushes)
        #expect(try await world.status("prod").phase == .waitingForApproval)
        await world.stop()
    }

    @Test("A revoked token is said on the stage, and once it is renewed all goes on")
    func revokedToken() async throws {
        let world = try world(gated: true)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        world.forge.failNext(.read, .unauthorized("forge.example.com does not know this token.", remedy: "Renew it."))
        await world.pass(60)
        #expect(try await world.status("prod").why.contains("does not know this token"))
        await world.pass(120)
        #expect(try await !world.status("prod").why.contains("does not know this token"))
        await world.stop()
    }

    @Test("A new merge request waits until the one before it is closed and its branch deleted, and keeps both")
    func oneAfterTheOther() async throws {
        let world = try world(gated: true)
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        world.forge.failNext(.close, .transient("502"), .transient("502"))
        try await world.order(.reject(environment: "prod", reason: "not yet"))
        let release = try #require(try await world.status("prod").next?.release)
        try await world.order(.promote(environment: "prod", release: release))
        await world.pass(120)
        #expect(try await world.request(1).state == .closed)
        #expect(try await world.request(2).isOpen)
        #expect(world.ownBranch() == (try await world.request(2).head))
        #expect(try await world.status("prod").phase == .waitingForApproval)
        await world.stop()
    }

    @Test("A rollback goes by a merge request too, and leaves its hold")
    func rollback() async throws {
        let world = try world()
        try await world.start()
        await world.push("1.0.0")
        await world.pass(61)
        await world.push("1.1.0")
        await world.pass(61)
        #expect(world.declared("prod") == "1.1.0")
        try await world.order(.rollback(environment: "prod", release: nil, reason: "broken"))
        await world.pass(61)
        #expect(world.declared("prod") == "1.0.0")
        #expect(try await world.status("prod").hold?.kind == .rollback)
        #expect(try world.requestCount() == 3)
        await world.stop()
    }
}
