import Foundation
import PortsTestKit
import Promotion
import Reconcilers
import TestServers
import Testing

@Suite("What Argo CD tells of its applications is listened to, and proves nothing")
struct ArgoCDWatchTests {
    private let news = Recorder<Set<StageID>>()
    private let request: HandOff

    init() throws { request = try ReconcilerConformance.handOff(ReconcilerConformance.first) }

    private func fixture(
        _ kind: ArgoCDFixture.Kind = .named, change: (inout WatchPauses) -> Void = { _ in }
    ) async throws -> ArgoCDFixture {
        var pauses = WatchPauses()
        pauses.firstComparison = .milliseconds(20)
        pauses.comparison = .seconds(3600)
        pauses.retry = .milliseconds(10)
        pauses.linger = .zero
        change(&pauses)
        let memory = ReconcilerMemory(news: { [news] in news.append($0) }, pauses: pauses)
        return try await ArgoCDFixture(kind, memory: memory)
    }

    /// Hands off what is held back, and looks until changes are told.
    private func followed(_ fixture: ArgoCDFixture) async throws -> HandOffReceipt {
        try await fixture.make(.holdBack)
        let receipt = try await fixture.reconciler.request(request)
        try await fixture.order("start")
        try await look(at: fixture, receipt) { await fixture.adapter.pace(of: request) == .told }
        return receipt
    }

    @discardableResult
    private func look(
        at fixture: ArgoCDFixture, _ receipt: HandOffReceipt, until isEnough: () async -> Bool
    ) async throws -> Observation {
        let end = ContinuousClock.now + .seconds(30)
        var seen = try await fixture.adapter.observe(request, receipt: receipt)
        while !(await isEnough()), ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(5))
            seen = try await fixture.adapter.observe(request, receipt: receipt)
        }
        #expect(await isEnough())
        return seen
    }

    private func looks(_ fixture: ArgoCDFixture) async throws -> Int {
        try await fixture.requests().filter { $0.hasPrefix("GET /api/v1/applications") }.count
    }

    @Test("while it is under way nothing is asked, and a change is told", arguments: ArgoCDFixture.Kind.allCases)
    func told(kind: ArgoCDFixture.Kind) async throws {
        let fixture = try await fixture(kind)
        let receipt = try await followed(fixture)
        let before = try await looks(fixture)
        for _ in 0..<20 {
            guard case .progressing = try await fixture.adapter.observe(request, receipt: receipt) else {
                Issue.record("it is under way")
                return
            }
        }
        #expect(try await looks(fixture) == before)
        let heard = news.values.count
        try await fixture.make(.carryOn)
        await news.wait(for: heard + fixture.names.count)
        #expect(news.values.last == [request.stage])
        let seen = try await look(at: fixture, receipt) { await fixture.adapter.pace(of: request) == .steady }
        #expect(seen == .live(at: request.revision))
        #expect(try await fixture.violations() == [])
        try await fixture.awaitListeners(0)
    }

    @Test("many promotions have one stream")
    func many() async throws {
        let fixture = try await fixture { $0.linger = .seconds(3600) }
        _ = try await followed(fixture)
        for number in 0..<20 {
            var other = request
            let stage = StageID(pipeline: "other-\(number)", environment: "prod")
            other.stage = stage
            other.promotion = PromotionID(stage: stage, release: request.release.id, previous: nil)
            _ = try await fixture.adapter.observe(other, receipt: ArgoCDFixture.nothing)
        }
        try await fixture.awaitListeners(1)
        #expect(try await fixture.streams() == 1)
    }

    @Test("live and failed are believed of what was read only")
    func lies() async throws {
        let fixture = try await fixture()
        let receipt = try await followed(fixture)
        let live: [String: any Sendable] = [
            "metadata.resourceVersion": "", "operation": "",
            "status.sync": ["status": "Synced", "revision": request.revision.hex],
            "status.health": ["status": "Healthy"], "status.reconciledAt": "2027-01-01T00:00:00Z",
            "status.operationState.phase": "Succeeded", "status.operationState.finishedAt": "2026-12-01T00:00:00Z",
        ]
        for (number, phase) in ["Succeeded", "Failed"].enumerated() {
            let heard = news.values.count
            try await fixture.tell(
                live.merging([
                    "metadata.resourceVersion": "\(99_999_000 + number)", "status.operationState.phase": phase,
                ]) { $1 })
            await news.wait(for: heard + 1)
            let seen = try await fixture.adapter.observe(request, receipt: receipt)
            guard case .progressing = seen else {
                Issue.record("it is under way: \(seen)")
                return
            }
        }
    }

    @Test("what is older than what was read is not taken")
    func stale() async throws {
        let fixture = try await fixture()
        let receipt = try await followed(fixture)
        let before = try await looks(fixture)
        let heard = news.values.count
        try await fixture.tell(["metadata.resourceVersion": "1", "status.operationState.message": "long ago"])
        try await fixture.tell(["metadata.resourceVersion": "99999999", "status.operationState.message": "just now"])
        await news.wait(for: heard + 1)
        #expect(news.values.count == heard + 1)
        let seen = try await fixture.adapter.observe(request, receipt: receipt)
        guard case .progressing(let reason) = seen else {
            Issue.record("it is under way: \(seen)")
            return
        }
        #expect(reason.contains("just now"))
        #expect(try await looks(fixture) == before)
    }

    @Test("what it forgot to tell is found by the list")
    func forgotten() async throws {
        let fixture = try await fixture { $0.comparison = .milliseconds(50) }
        let receipt = try await followed(fixture)
        try await fixture.server.order(["do": "deafen", "token": fixture.token, "deaf": true])
        let heard = news.values.count
        try await fixture.make(.carryOn)
        await news.wait(for: heard + 1)
        #expect(try await fixture.adapter.observe(request, receipt: receipt) == .live(at: request.revision))
    }

    @Test("one that tells nothing while much happens is given up, and everything is asked for")
    func deaf() async throws {
        let fixture = try await fixture { $0.comparison = .milliseconds(50) }
        let receipt = try await followed(fixture)
        try await fixture.server.order(["do": "deafen", "token": fixture.token, "deaf": true])
        var number = 0
        let end = ContinuousClock.now + .seconds(30)
        while try await !fixture.isGivenUp(), ContinuousClock.now < end {
            number += 1
            try await fixture.order("start")
            _ = try await fixture.adapter.observe(request, receipt: receipt)
        }
        #expect(number > 1)
        _ = try await fixture.adapter.observe(request, receipt: receipt)
        #expect(await fixture.adapter.pace(of: request) == .steady)
        try await fixture.make(.carryOn)
        #expect(try await fixture.adapter.observe(request, receipt: receipt) == .live(at: request.revision))
    }

    @Test("one that is cut is begun again, and what happened meanwhile is found")
    func cut() async throws {
        let fixture = try await fixture()
        let receipt = try await followed(fixture)
        // An answer that ends before it has begun would be asked for again by the client itself.
        let begun = news.values.count
        try await fixture.order("start")
        await news.wait(for: begun + 1)
        _ = try await fixture.adapter.observe(request, receipt: receipt)
        try await fixture.server.order(["do": "deafen", "token": fixture.token, "deaf": true])
        let heard = news.values.count
        try await fixture.make(.carryOn)
        try await fixture.server.order(["do": "cut", "token": fixture.token])
        await news.wait(for: heard + 1)
        #expect(try await fixture.adapter.observe(request, receipt: receipt) == .live(at: request.revision))
        #expect(try await fixture.streams() >= 2)
    }

    @Test("a server without it is asked as ever", arguments: [403, 404, 502])
    func none(status: Int) async throws {
        let fixture = try await fixture { $0.firstComparison = .seconds(3600) }
        try await fixture.fault("status", "GET", "/stream/", times: 1000, status: status)
        try await fixture.make(.holdBack)
        let receipt = try await fixture.reconciler.request(request)
        for _ in 0..<20 {
            _ = try await fixture.adapter.observe(request, receipt: receipt)
            #expect(await fixture.adapter.pace(of: request) == .steady)
        }
        try await fixture.make(.carryOn)
        #expect(try await fixture.adapter.observe(request, receipt: receipt) == .live(at: request.revision))
    }
}

extension ArgoCDFixture {
    /// A receipt that owes nothing.
    fileprivate static let nothing = HandOffReceipt("{}")

    /// Whether no stream listens any more.
    fileprivate func isGivenUp() async throws -> Bool {
        try await server.order(["do": "listeners", "token": token], as: Int.self) == 0
    }
}
