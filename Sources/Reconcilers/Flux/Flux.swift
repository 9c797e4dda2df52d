import Foundation
package import HTTPTransport
package import Promotion
package import Secrets

/// Hands commits to Flux, through the API of its cluster.
///
/// A request marks the source first and then what applies it (`reconcile.fluxcd.io/requestedAt`), with the promotion's id
/// beside it: a repeat finds that mark and sends nothing. Where Flux is told by its Receiver instead, its objects are only
/// read. `FluxLook` says what is live; what Flux was told never does.
package struct Flux: Reconciler {
    private let definition: FluxReconciler
    let client: KubernetesClient
    let watches: ClusterWatches
    private let receiver: FluxReceiverCall?
    private let lineage: Lineage
    private let clock: any WallClock

    /// `watches` are shared by all adapters of the process.
    package init(
        _ definition: FluxReconciler, client: KubernetesClient, secrets: any SecretReader, http: any HTTPSending,
        lineage: Lineage, watches: ClusterWatches, clock: any WallClock = SystemClock()
    ) {
        self.definition = definition
        self.client = client
        self.watches = watches
        receiver = definition.receiver.map {
            FluxReceiverCall($0, deadline: .seconds(definition.access.deadline), secrets: secrets, http: http)
        }
        self.lineage = lineage
        self.clock = clock
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let objects = try await FluxObjects(definition, request, client)
        try objects.check(request)
        if let receiver {
            return HandOffReceipt(FluxReceipt(told: try await receiver.tell(request)).text)
        }
        if let mark = try await ongoing(objects, request) { return HandOffReceipt(FluxReceipt(requestedAt: mark).text) }
        let mark = Timestamp(clock.now).description
        let patch: Unstructured = [
            "metadata": [
                "annotations": [
                    FluxNames.requestedAt: .string(mark), FluxNames.promotion: .string(request.promotion.hex),
                    FluxNames.revision: .string(request.revision.hex),
                ]
            ]
        ]
        for (resource, object) in objects.inOrder {
            guard
                try await client.mergePatch(
                    resource, namespace: object.object.namespace, name: object.object.name, patch) != nil
            else { throw .transient("\(object.title) was deleted while it was asked.") }
        }
        return HandOffReceipt(FluxReceipt(requestedAt: mark).text)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        let objects = try await FluxObjects(definition, request, client)
        let mark = receipt.map { FluxReceipt($0.text).requestedAt } ?? nil
        let seen = try await observation(objects, request, requestedAt: mark)
        await follow(request, objects, as: seen)
        // Nobody has asked yet: what is under way is not under way for this.
        if receipt == nil, case .progressing(let reason) = seen { return .waiting(reason: reason) }
        return seen
    }

    private func observation(
        _ objects: FluxObjects, _ request: HandOff, requestedAt: String?
    ) async throws(Problem) -> Observation {
        var look = objects.look
        look.requestedAt = requestedAt
        var carrying: Set<CommitID> = []
        for commit in look.commits where try await lineage.carries(commit, request) { carrying.insert(commit) }
        let seen = look.observation(carrying: carrying, wanted: request.revision)
        guard look.isBlockedByDependency else { return seen }
        look.dependencies = try await objects.dependencies()
        return look.observation(carrying: carrying, wanted: request.revision)
    }

    /// The mark of this very promotion and revision that stands there already: one that is not answered yet, or that has led where it
    /// should. One that has led nowhere is made again, as a person's `retry` wants.
    private func ongoing(_ objects: FluxObjects, _ request: HandOff) async throws(Problem) -> String? {
        guard let last = objects.inOrder.last?.object, let mark = last.object.annotation(FluxNames.requestedAt),
            objects.inOrder.map(\.object.object).allSatisfy({
                $0.annotation(FluxNames.promotion) == request.promotion.hex
                    && $0.annotation(FluxNames.revision) == request.revision.hex
            })
        else { return nil }
        guard last.hasHandled(mark) else { return mark }
        return switch try await observation(objects, request, requestedAt: mark) {
        case .live, .progressing: mark
        case .waiting, .degraded, .failed: nil
        }
    }
}

/// What a receipt of Flux's keeps: the request's mark, or what the Receiver answered.
struct FluxReceipt: Sendable, Hashable {
    var requestedAt: String?
    var told: String?

    init(requestedAt: String? = nil, told: String? = nil) {
        self.requestedAt = requestedAt
        self.told = told
    }

    private static let mark = "requestedAt "

    init(_ text: String) {
        if text.hasPrefix(Self.mark) { requestedAt = String(text.dropFirst(Self.mark.count)) } else { told = text }
    }

    var text: String { requestedAt.map { Self.mark + $0 } ?? told ?? "" }
}
