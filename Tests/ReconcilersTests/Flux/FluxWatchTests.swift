import PortsTestKit
import Promotion
import TestServers
import Testing

@testable import Reconcilers

@Suite(
    "What a cluster tells of Flux's objects is listened to, and proves nothing",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct FluxWatchTests {
    private let world: FluxWorld
    private let sender: FaultySender
    private let request: HandOff
    private let news = Recorder<Set<StageID>>()

    init() async throws {
        world = try await FluxWorld()
        sender = try FaultySender()
        request = try ReconcilerConformance.handOff(ReconcilerConformance.second)
    }

    private func flux(change: (inout WatchPauses) -> Void = { _ in }) throws -> Flux {
        var pauses = WatchPauses()
        pauses.retry = .milliseconds(10)
        pauses.linger = .zero
        change(&pauses)
        return world.flux(
            try world.definition(), sender,
            watches: ClusterWatches(news: { [news] in news.append($0) }, pauses: pauses))
    }

    /// Asks, and looks until changes are told.
    private func followed(_ flux: Flux) async throws -> HandOffReceipt {
        let receipt = try await flux.request(request)
        try await eventually {
            _ = try await flux.observe(request, receipt: receipt)
            return await flux.pace(of: request) == .told
        }
        return receipt
    }

    /// What the controller writes when it has done what was asked.
    private func finish(_ receipt: HandOffReceipt) async throws {
        let mark = try #require(FluxReceipt(receipt.text).requestedAt)
        try await world.report(
            conditions: [FluxWorld.succeeded],
            status: [
                "lastAppliedRevision": .string("main@sha1:\(request.revision)"),
                "lastHandledReconcileAt": .string(mark),
            ])
    }

    private func lists() -> Int {
        sender.reads.filter { $0.hasSuffix("/kustomizations") || $0.hasSuffix("/gitrepositories") }.count
    }

    @Test("a change is told, and nothing is asked meanwhile; the stream ends with the last promotion that waits")
    func told() async throws {
        let flux = try flux()
        let receipt = try await followed(flux)
        #expect(sender.openWatches == 2, "of Kustomizations and of GitRepositories")
        let (reads, heard) = (sender.reads.count, news.values.count)
        try await finish(receipt)
        await news.wait(for: heard + 1)
        #expect(news.values.last == [request.stage])
        #expect(sender.reads.count == reads)
        #expect(try await flux.observe(request, receipt: receipt) == .live(at: request.revision))
        #expect(await flux.pace(of: request) == .steady)
        try await eventually { sender.openWatches == 0 }
    }

    @Test("many promotions have one stream of each kind, and all are told")
    func many() async throws {
        let flux = try flux()
        let receipt = try await followed(flux)
        var stages: Set<StageID> = [request.stage]
        for number in 0..<20 {
            var other = request
            other.stage = StageID(pipeline: "other-\(number)", environment: "prod")
            other.promotion = PromotionID(stage: other.stage, release: request.release.id, previous: nil)
            _ = try await flux.observe(other, receipt: receipt)
            stages.insert(other.stage)
        }
        #expect(sender.openWatches == 2)
        let heard = news.values.count
        try await finish(receipt)
        await news.wait(for: heard + 1)
        #expect(news.values.last == stages)
    }

    @Test("what has changed between a look and its being followed is told at once")
    func between() async throws {
        let flux = try flux()
        _ = try await followed(flux)
        var other = request
        other.stage = StageID(pipeline: "other", environment: "prod")
        other.promotion = PromotionID(stage: other.stage, release: request.release.id, previous: nil)
        let old = WatchedObject(
            resource: FluxWorld.kustomizations, namespace: world.cluster.namespace, name: "apps", version: "1")
        await flux.watches.follow(other, [old], with: flux.client)
        #expect(news.values.last == [other.stage])
        #expect(await flux.pace(of: other) == .steady)
    }

    @Test("a stream that does not tell what was read is not relied on")
    func behind() async throws {
        let flux = try flux()
        _ = try await followed(flux)
        let new = WatchedObject(
            resource: FluxWorld.kustomizations, namespace: world.cluster.namespace, name: "apps",
            version: "\(Int.max)")
        await flux.watches.follow(request, [new], with: flux.client)
        #expect(await flux.pace(of: request) == .steady)
    }

    @Test("an object that is missing is told when it is there")
    func missing() async throws {
        let flux = try flux()
        let receipt = try await followed(flux)
        let client = world.cluster.client
        _ = try await client.delete(FluxWorld.kustomizations, namespace: world.cluster.namespace, name: "apps")
        try await eventually {
            let seen = try await flux.observe(request, receipt: receipt)
            guard case .waiting = seen else { return false }
            return await flux.pace(of: request) == .told
        }
        let heard = news.values.count
        try await world.makeKustomization("apps")
        await news.wait(for: heard + 1)
        #expect(news.values.last == [request.stage])
    }

    @Test("where the server has forgotten where a stream was, everything is listed anew")
    func expired() async throws {
        sender.set(.forgetting)
        let flux = try flux()
        let receipt = try await followed(flux)
        try await eventually { lists() == 3 && sender.watches.count == 3 }
        try await eventually {
            _ = try await flux.observe(request, receipt: receipt)
            return await flux.pace(of: request) == .told
        }
        let heard = news.values.count
        try await finish(receipt)
        await news.wait(for: heard + 1)
        #expect(try await flux.observe(request, receipt: receipt) == .live(at: request.revision))
    }

    @Test("each stream shows what the kubeconfig names then")
    func rotated() async throws {
        let flux = try flux {
            $0.stream = .seconds(1)
            $0.firstComparison = .milliseconds(20)
        }
        let receipt = try await followed(flux)
        #expect(sender.watches.allSatisfy { $0.authorization == "Bearer \(KubernetesServer.adminToken)" })
        let files = try world.cluster.server.certificates.client("/O=system:masters/CN=renewed")
        try world.cluster.write(
            kubeconfig: try world.cluster.server.kubeconfig(
                user: "{ client-certificate: \(files.certificate), client-key: \(files.key) }"))
        try await eventually { sender.watches.suffix(2).allSatisfy { $0.authorization == nil } }
        let heard = news.values.count
        try await finish(receipt)
        await news.wait(for: heard + 1)
        #expect(lists() == 2, "what ended by its time goes on where it was")
    }

    @Test("a user with rights in one namespace only is told of that one")
    func namespaced() async throws {
        try await world.cluster.becomeStranger(
            ["get", "list", "watch", "patch"], of: [FluxNames.kustomize, FluxNames.source],
            probing: FluxWorld.kustomizations)
        let flux = try flux()
        let receipt = try await followed(flux)
        #expect(sender.watches.count == 2)
        #expect(sender.watches.allSatisfy { $0.target.contains("/namespaces/\(world.cluster.namespace)/") })
        let heard = news.values.count
        try await finish(receipt)
        await news.wait(for: heard + 1)
    }

    @Test(
        "a user who may not watch is asked for as ever, and the cluster is not asked for a stream again and again",
        arguments: [["get", "patch"], ["get", "patch", "list"]])
    func forbidden(verbs: [String]) async throws {
        try await world.cluster.becomeStranger(
            verbs, of: [FluxNames.kustomize, FluxNames.source], probing: FluxWorld.kustomizations)
        let flux = try flux()
        let receipt = try await flux.request(request)
        let streams = verbs.contains("list") ? 2 : 0
        try await eventually {
            _ = try await flux.observe(request, receipt: receipt)
            return lists() == 4 && sender.watches.count == streams
        }
        // Of each kind everywhere, and of each in the namespace.
        await news.wait(for: 4)
        for _ in 0..<10 {
            _ = try await flux.observe(request, receipt: receipt)
            #expect(await flux.pace(of: request) == .steady)
        }
        #expect(lists() == 4)
        #expect(sender.watches.count == streams)
        try await finish(receipt)
        #expect(try await flux.observe(request, receipt: receipt) == .live(at: request.revision))
    }
}
