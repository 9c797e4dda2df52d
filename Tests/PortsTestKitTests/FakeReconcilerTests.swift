import PortsTestKit
import Promotion
import Testing

@Suite("The fake reconciler")
struct FakeReconcilerTests {
    private struct Cluster: ReconcilerFixture {
        static let abilities = Set(ReconcilerAbility.allCases).subtracting([.fallsSilent])
        /// What an adapter can tell whose receipts prove the outcome.
        static let settled = abilities.subtracting([.holdsBack, .degrades, .isMoved, .takesDescendants])

        let fake = FakeReconciler(isAncestor: { ReconcilerConformance.isAncestor($0, of: $1) })
        let stage = StageID(pipeline: "web", environment: "prod")
        var reconciler: any Reconciler { fake }
        func applied() async throws -> [CommitID] { fake.applied.values }

        func make(_ event: FarSideEvent) async throws {
            switch event {
            case .holdBack: fake.setManual(true)
            case .carryOn: fake.carryOn()
            case .degrade(let words): fake.setDegraded(words)
            case .recover: fake.setDegraded(nil)
            case .failNext(let words): fake.failNext(words)
            case .move(let revision): fake.apply(revision, to: stage)
            case .goAway: fake.setOutage(.transient("Nobody answers."))
            case .comeBack: fake.setOutage(nil)
            case .loseNextAnswer: fake.loseNextAnswer()
            case .revoke: fake.setOutage(.unauthorized("The token is not accepted.", remedy: "Renew it."))
            case .fallSilent: Issue.record("The fake always answers")
            }
        }
    }

    @Test("keeps the port's contract", arguments: ReconcilerConformance.names(for: Cluster.abilities))
    func conformance(clause: String) async throws {
        try await ReconcilerConformance.check(clause, Cluster())
    }

    @Test(
        "keeps the port's contract where its receipts settle",
        arguments: ReconcilerConformance.names(for: Cluster.settled))
    func settling(clause: String) async throws {
        let cluster = Cluster()
        cluster.fake.setSettles(true)
        try await ReconcilerConformance.check(clause, cluster)
    }

    @Test("lies as it is told, and then tells the truth")
    func lies() async throws {
        let fake = FakeReconciler()
        fake.setManual(true)
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        _ = try await fake.request(request)
        fake.script(.live(at: request.revision), .degraded(reason: "1 of 3"), for: request.stage)
        #expect(try await fake.observe(request, receipt: nil) == .live(at: request.revision))
        #expect(try await fake.observe(request, receipt: nil) == .degraded(reason: "1 of 3"))
        #expect(try await fake.observe(request, receipt: nil) == .waiting(reason: "nothing is live"))
        let other = ReconcilerConformance.stranger
        fake.apply(other, to: request.stage)
        #expect(try await fake.observe(request, receipt: nil) == .progressing(reason: "\(other.short) is live"))
        fake.apply(request.revision, to: request.stage)
        #expect(try await fake.observe(request, receipt: nil) == .live(at: request.revision))
    }
}
