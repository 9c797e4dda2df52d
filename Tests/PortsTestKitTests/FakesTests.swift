import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("The fakes")
struct FakesTests {
    private struct Registry: ImageRegistryFixture {
        let fake = FakeImageRegistry()
        let repository: ImageRepository
        let missing: ImageRepository
        var registry: any ImageRegistry { fake }

        init() throws {
            repository = try ImageRepository("registry.example.com/web/api")
            missing = try ImageRepository("registry.example.com/web/none")
            fake.create(repository)
        }

        func push(_ tag: String, details: ImageDetails) async throws -> String {
            fake.push(tag, to: repository, details: details)
        }

        func delete(_ tag: String) async throws { fake.delete(tag, from: repository) }
        func setDown(_ isDown: Bool) async throws {
            fake.setOutage(isDown ? .transient("503") : nil, in: repository)
        }
    }

    private struct Subscriber: NotifierFixture {
        let fake = FakeNotifier()
        var notifier: any Notifier { fake }
        func received() async throws -> [String] { fake.delivered.values.map(\.id) }
        func setDown(_ isDown: Bool) async throws { fake.setOutage(isDown ? .transient("503") : nil) }
    }

    private struct Cluster: ReconcilerFixture {
        let fake = FakeReconciler()
        var reconciler: any Reconciler { fake }
        let knowsUnasked = true
        func applied() async throws -> [CommitID] {
            fake.requests.values.reduce(into: []) { if !$0.contains($1.revision) { $0.append($1.revision) } }
        }
    }

    @Test("a registry keeps the port's contract")
    func registry() async throws {
        try await ImageRegistryConformance.check { try Registry() }
    }

    @Test("a notifier keeps the port's contract")
    func notifier() async throws {
        try await NotifierConformance.check { Subscriber() }
    }

    @Test("a reconciler keeps the port's contract, whether its receipts settle or not", arguments: [true, false])
    func reconciler(settles: Bool) async throws {
        try await ReconcilerConformance.check {
            let cluster = Cluster()
            cluster.fake.setSettles(settles)
            return cluster
        }
    }

    @Test("a reconciler lies as it is told, and then tells the truth")
    func lies() async throws {
        let fake = FakeReconciler()
        fake.setManual(true)
        let artifact = Artifact(source: "a", repository: "r", tag: "1", digest: nil, firstSeen: .distantPast)
        let stage = StageID(pipeline: "web", environment: "prod")
        let request = HandOff(
            stage: stage, promotion: PromotionID(hex: "01"),
            release: Release(pipeline: "web", artifacts: [artifact], number: 1, cutAt: .distantPast),
            branch: Branch(remote: try RemoteURL("git@host:a.git"), name: "main"), revision: CommitID(hex: "aa"))
        _ = try await fake.request(request)
        fake.script(.live(at: request.revision), .degraded(reason: "1 of 3"), for: stage)
        #expect(try await fake.observe(request, receipt: nil) == .live(at: request.revision))
        #expect(try await fake.observe(request, receipt: nil) == .degraded(reason: "1 of 3"))
        #expect(try await fake.observe(request, receipt: nil) == .waiting(reason: "nothing is live"))
        fake.apply(CommitID(hex: "bb"), to: stage)
        #expect(try await fake.observe(request, receipt: nil) == .progressing(reason: "bb is live"))
        fake.apply(request.revision, to: stage)
        #expect(try await fake.observe(request, receipt: nil) == .live(at: request.revision))
    }

    @Test("the seeded generator repeats itself, and its seeds differ")
    func generator() {
        var first = SeededGenerator(seed: 1)
        var again = SeededGenerator(seed: 1)
        var other = SeededGenerator(seed: 2)
        let numbers = (0..<100).map { _ in first.next() }
        #expect(numbers == (0..<100).map { _ in again.next() })
        #expect(Set(numbers).count == 100)
        #expect(!numbers.contains(other.next()))
        // The reference implementation's first output for seed 0.
        var zero = SeededGenerator(seed: 0)
        #expect(zero.next() == 0xE220_A839_7B1D_CDAF)
    }
}
