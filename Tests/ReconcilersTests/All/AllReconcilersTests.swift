import Foundation
import PortsTestKit
import Promotion
import Reconcilers
import Testing

@Suite("Several reconcilers of one environment")
struct AllReconcilersTests {
    /// Three clusters, one of which is the one that things happen to.
    private struct Clusters: ReconcilerFixture {
        static let abilities = Set(ReconcilerAbility.allCases).subtracting([.fallsSilent])
        static let settled = abilities.subtracting([.holdsBack, .degrades, .isMoved, .takesDescendants])

        let odd: Int
        let fakes = (0..<3).map { _ in
            FakeReconciler(isAncestor: { ReconcilerConformance.isAncestor($0, of: $1) })
        }
        let memory = HandedOff()
        let stage = StageID(pipeline: "web", environment: "prod")

        var reconciler: any Reconciler {
            AllReconcilers(zip(["eu", "us", "ap"], fakes).map { .init($0, $1) }, memory: memory)
        }

        /// What all have applied: each the same, or what each did tells that they did not.
        func applied() async throws -> [CommitID] {
            let all = fakes.map(\.applied.values)
            return Set(all).count == 1 ? all[0] : all.flatMap(\.self)
        }

        func make(_ event: FarSideEvent) async throws {
            let fake = fakes[odd]
            switch event {
            case .holdBack: fake.setManual(true)
            case .carryOn: fake.carryOn()
            case .degrade(let words): fake.setDegraded(words)
            case .recover: fake.setDegraded(nil)
            case .failNext(let words): fake.failNext(words)
            // A descendant is told as what it is where all have it.
            case .move(ReconcilerConformance.third):
                for fake in fakes { fake.apply(ReconcilerConformance.third, to: stage) }
            case .move(let revision): fake.apply(revision, to: stage)
            case .goAway: fake.setOutage(.transient("Nobody answers."))
            case .comeBack: fake.setOutage(nil)
            case .loseNextAnswer: fake.loseNextAnswer()
            case .revoke: fake.setOutage(.unauthorized("The token is not accepted.", remedy: "Renew it."))
            case .fallSilent: Issue.record("The fakes always answer")
            }
        }
    }

    @Test(
        "keep the port's contract, whichever of them it is that is tried", arguments: 0..<3,
        ReconcilerConformance.names(for: Clusters.abilities))
    func conformance(odd: Int, clause: String) async throws {
        try await ReconcilerConformance.check(clause, Clusters(odd: odd))
    }

    @Test(
        "keep it where their receipts settle", arguments: 0..<3, ReconcilerConformance.names(for: Clusters.settled))
    func settling(odd: Int, clause: String) async throws {
        let clusters = Clusters(odd: odd)
        for fake in clusters.fakes { fake.setSettles(true) }
        try await ReconcilerConformance.check(clause, clusters)
    }

    private let request = try? ReconcilerConformance.handOff(ReconcilerConformance.first)

    @Test("Those before one that cannot be asked are not asked again, and those after it not before it")
    func order() async throws {
        let request = try #require(request)
        let clusters = Clusters(odd: 1)
        try await clusters.make(.goAway)
        await #expect(throws: Problem.transient("us: Nobody answers.")) {
            try await clusters.reconciler.request(request)
        }
        #expect(clusters.fakes.map { $0.requests.values.count } == [1, 1, 0])
        try await clusters.make(.comeBack)
        _ = try await clusters.reconciler.request(request)
        #expect(clusters.fakes.map { $0.requests.values.count } == [1, 2, 1])
        // Asked for once more, as by `sluice retry`, it is asked of all.
        _ = try await clusters.reconciler.request(request)
        #expect(clusters.fakes.map { $0.requests.values.count } == [2, 3, 2])
    }

    @Test("What failed in one place is not taken to those after it")
    func stops() async throws {
        let request = try #require(request)
        let clusters = Clusters(odd: 0)
        for fake in clusters.fakes { fake.setSettles(true) }
        try await clusters.make(.failNext("no such image"))
        let receipt = try await clusters.reconciler.request(request)
        #expect(receipt.settled == .failed(reason: "eu: no such image"))
        #expect(clusters.fakes.map { $0.requests.values.count } == [1, 0, 0])
    }

    @Test("After a restart each finds by its own receipt what it was asked for")
    func receipts() async throws {
        let request = try #require(request)
        let clusters = Clusters(odd: 0)
        clusters.fakes[1].setSettles(true)
        clusters.fakes[2].setManual(true)
        let receipt = try await clusters.reconciler.request(request)
        #expect(receipt.settled == nil)
        let kept = try JSONDecoder().decode(HandOffReceipt.self, from: JSONEncoder().encode(receipt))
        let again = AllReconcilers(
            zip(["ap", "us", "eu"], clusters.fakes.reversed()).map { .init($0, $1) }, memory: HandedOff())
        #expect(try await again.observe(request, receipt: kept) == .waiting(reason: "ap: nothing is live"))
        clusters.fakes[2].carryOn()
        #expect(try await again.observe(request, receipt: kept) == .live(at: request.revision))
    }

    @Test(
        "The worst is told, with who says it",
        arguments: [
            (
                [.live(at: ReconcilerConformance.first), .progressing(reason: "1 of 3"), .waiting(reason: "queued")],
                .waiting(reason: "ap: queued; us: 1 of 3")
            ),
            (
                [.degraded(reason: "2 restarts"), .waiting(reason: "queued"), .live(at: ReconcilerConformance.first)],
                .degraded(reason: "eu: 2 restarts; us: queued")
            ),
            (
                [.failed(reason: "no image"), .degraded(reason: "2 restarts"), .failed(reason: "no quota")],
                .failed(reason: "eu: no image; ap: no quota")
            ),
            (
                [
                    .live(at: ReconcilerConformance.first, evidence: "creates 2"),
                    .live(at: ReconcilerConformance.first),
                    .live(at: ReconcilerConformance.first, evidence: "creates 1"),
                ],
                .live(at: ReconcilerConformance.first, evidence: "eu: creates 2; ap: creates 1")
            ),
            // Each runs something that has the promotion's commit behind it, and not the same.
            (
                [
                    .live(at: ReconcilerConformance.first), .live(at: ReconcilerConformance.second),
                    .live(at: ReconcilerConformance.third),
                ],
                .live(at: ReconcilerConformance.first)
            ),
        ] as [([Observation], Observation)])
    func worst(seen: [Observation], told: Observation) async throws {
        let request = try #require(request)
        let clusters = Clusters(odd: 0)
        for (fake, observation) in zip(clusters.fakes, seen) { fake.script(observation, for: clusters.stage) }
        #expect(try await clusters.reconciler.observe(request, receipt: nil) == told)
    }

    @Test("A failure is told though another one cannot be asked; without one the call fails, and says whose")
    func problems() async throws {
        let request = try #require(request)
        let clusters = Clusters(odd: 0)
        clusters.fakes[0].failNextObservations(.transient("HTTP 503."), .transient("HTTP 503."))
        clusters.fakes[1].failNextObservations(.unauthorized("The token is not accepted."))
        await #expect(throws: Problem.unauthorized("us: The token is not accepted.")) {
            try await clusters.reconciler.observe(request, receipt: nil)
        }
        clusters.fakes[1].script(.failed(reason: "no image"), for: clusters.stage)
        #expect(try await clusters.reconciler.observe(request, receipt: nil) == .failed(reason: "us: no image"))
    }

    @Test("They are looked at together, so that one that hangs does not keep another one waiting")
    func together() async throws {
        /// Answers once so many are asked.
        actor Gate {
            private var waiting: [CheckedContinuation<Void, Never>] = []

            func pass(_ count: Int) async {
                await withCheckedContinuation { continuation in
                    waiting.append(continuation)
                    guard waiting.count == count else { return }
                    for one in waiting { one.resume() }
                }
            }
        }
        struct Patient: Reconciler {
            let gate: Gate
            func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt { HandOffReceipt("") }
            func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
                await gate.pass(3)
                return .live(at: request.revision)
            }
        }
        let request = try #require(request)
        let gate = Gate()
        let all = AllReconcilers(["a", "b", "c"].map { .init($0, Patient(gate: gate)) }, memory: HandedOff())
        #expect(try await all.observe(request, receipt: nil) == .live(at: request.revision))
    }
}
