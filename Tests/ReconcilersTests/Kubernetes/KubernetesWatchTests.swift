import PortsTestKit
import Promotion
import TestServers
import Testing

@testable import Reconcilers

@Suite(
    "What a cluster tells of the objects that were applied is listened to",
    .enabled(if: KubernetesServer.isAvailable, "\(KubernetesServer.absence ?? "")"))
struct KubernetesWatchTests {
    @Test("of the kinds that are waited for a change is told, and nothing is asked meanwhile")
    func told() async throws {
        let world = try await KubernetesWorld()
        let request = try ReconcilerConformance.handOff(ReconcilerConformance.first)
        let settings = "{ apiVersion: v1, kind: ConfigMap, metadata: { name: settings } }"
        world.commit(
            request.revision,
            ["apps/a.yaml": settings, "apps/b.yaml": KubernetesWorld.deployment("app", request.revision)])
        let news = Recorder<Set<StageID>>()
        var pauses = WatchPauses()
        pauses.linger = .zero
        let kubernetes = try world.kubernetes(
            watches: ClusterWatches(news: { news.append($0) }, pauses: pauses))
        let receipt = try await kubernetes.request(request)
        try await eventually {
            _ = try await kubernetes.observe(request, receipt: receipt)
            return await kubernetes.pace(of: request) == .told
        }
        #expect(world.sender.watches.count == 1)
        let target = try #require(world.sender.watches.first?.target)
        #expect(target.contains("/apis/apps/v1/deployments?"))
        #expect(target.contains("labelSelector=applyset.kubernetes.io%2Fpart-of"))
        let (reads, heard) = (world.sender.reads.count, news.values.count)
        try await world.report()
        await news.wait(for: heard + 1)
        #expect(news.values.last == [request.stage])
        #expect(world.sender.reads.count == reads)
        #expect(try await kubernetes.observe(request, receipt: receipt) == .live(at: request.revision))
        #expect(await kubernetes.pace(of: request) == .steady)
        try await eventually { world.sender.openWatches == 0 }
    }
}
