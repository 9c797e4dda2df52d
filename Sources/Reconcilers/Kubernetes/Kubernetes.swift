package import Promotion

/// Applies what a commit declares to a cluster by server-side apply, deletes what it does not declare any more, and looks
/// until everything is ready.
///
/// The inventory in the cluster names what was applied as a whole, and with which commit: a look believes nothing else.
/// Applying twice is applying once; after a crash it is done again, and ends the same.
package struct Kubernetes: Reconciler {
    private let definition: KubernetesReconciler
    let client: KubernetesClient
    let watches: ClusterWatches
    private let source: ManifestSource
    private let lineage: Lineage

    /// `environment` is the daemon's; the programs that build manifests are found in its `PATH`. `watches` are shared by all
    /// adapters of the process.
    package init(
        _ definition: KubernetesReconciler, client: KubernetesClient, files: CommitFiles, lineage: Lineage,
        watches: ClusterWatches, environment: [String: String]
    ) {
        self.definition = definition
        self.client = client
        self.watches = watches
        source = ManifestSource(definition: definition, files: files, environment: environment)
        self.lineage = lineage
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let namespace = try namespace()
        let objects = try await source.objects(at: request.revision, for: request, namespace: namespace)
        var applier = Applier(client: client, namespace: namespace)
        // The inventory lives in a namespace that may be one of the objects.
        let spaces = objects.filter { $0.kind == "Namespace" && $0.apiVersion == "v1" }
        var inventory = Inventory(of: request.stage, in: namespace)
        for object in spaces { try await applier.apply(object, partOf: inventory.id) }
        try await read(&inventory)
        let old = inventory.members
        // What is there and what is to come: nothing is made that no inventory names.
        let known = try await applier.known(objects)
        inventory.members = Self.union(old, known)
        inventory.applying = request.revision
        try await write(inventory)
        for object in objects where !spaces.contains(object) { try await applier.apply(object, partOf: inventory.id) }
        if definition.prunes { try await prune(old, but: applier.members, inventory) }
        inventory.members = applier.members
        inventory.revision = request.revision
        inventory.promotion = request.promotion.hex
        inventory.applying = nil
        try await write(inventory)
        return HandOffReceipt("applied \(applier.members.count) objects")
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        var awaited: [WatchedObject] = []
        let seen = try await look(request, receipt, &awaited)
        await follow(request, awaited, as: seen)
        return seen
    }

    /// What is seen, and which objects are waited for.
    private func look(
        _ request: HandOff, _ receipt: HandOffReceipt?, _ awaited: inout [WatchedObject]
    ) async throws(Problem) -> Observation {
        let namespace = try namespace()
        var inventory = Inventory(of: request.stage, in: namespace)
        try await read(&inventory)
        if let applying = inventory.applying {
            return .progressing(reason: "\(applying.short) is being applied, or was not applied as a whole")
        }
        guard let revision = inventory.revision else {
            return .waiting(reason: "nothing was applied to \(namespace) for \(request.stage) yet")
        }
        guard try await lineage.carries(revision, request) else {
            let reason = "\(revision.short) is applied, not \(request.revision.short)"
            return receipt == nil ? .waiting(reason: reason) : .progressing(reason: reason)
        }
        let members = try await members(of: inventory)
        if let unready = Self.slowest(members.map { (title: $0.member.title, readiness: $0.readiness) }) {
            awaited = members.filter { $0.readiness != .ready }.map(\.watched)
            return unready
        }
        // Ready, and perhaps by other means than what was applied.
        let objects = try await source.objects(at: revision, for: request, namespace: namespace)
        if let drift = try await drift(objects, namespace, inventory) { return .degraded(reason: drift) }
        return .live(at: revision)
    }

    private func namespace() throws(Problem) -> String {
        if let namespace = definition.namespace { return namespace }
        return try client.namespace() ?? "default"
    }

    private func read(_ inventory: inout Inventory) async throws(Problem) {
        try inventory.read(
            try await client.get(Inventory.resource, namespace: inventory.namespace, name: inventory.name))
    }

    private func write(_ inventory: Inventory) async throws(Problem) {
        _ = try await client.apply(inventory.object, as: Inventory.resource, namespace: inventory.namespace)
    }

    private static func union(_ left: [Inventory.Member], _ right: [Inventory.Member]) -> [Inventory.Member] {
        var seen: Set<String> = []
        // Where a kind is written in another version now, the newer way to name it is kept.
        return (right + left).filter { seen.insert($0.key).inserted }
    }

    // MARK: Pruning

    /// What is never deleted with a promotion: everything in it would go too, or data.
    private static let kept: Set<String> = ["Namespace", "CustomResourceDefinition", "PersistentVolumeClaim"]

    /// Deletes the members that are not declared any more, last made first.
    private func prune(
        _ old: [Inventory.Member], but declared: [Inventory.Member], _ inventory: Inventory
    ) async throws(Problem) {
        let wanted = Set(declared.map(\.key))
        for member in old.reversed() where !wanted.contains(member.key) && !Self.kept.contains(member.resource.kind) {
            guard
                let object = try await client.get(
                    member.resource, namespace: member.namespace, name: member.name),
                // Somebody has taken it over, or made another of the same name.
                object.label(Inventory.partOf) == inventory.id, let uid = object["metadata"]?["uid"]?.string
            else { continue }
            _ = try await client.delete(
                member.resource, namespace: member.namespace, name: member.name, uid: uid)
        }
    }

    // MARK: Looking

    /// Each member as it is there; one list for each kind and namespace.
    private func members(of inventory: Inventory) async throws(Problem) -> [Seen] {
        struct Place: Hashable {
            let resource: KubernetesResource
            let namespace: String?
        }
        var seen: [Seen] = []
        let places = Dictionary(grouping: inventory.members) { Place(resource: $0.resource, namespace: $0.namespace) }
        for (place, members) in places.sorted(by: { $0.value[0].key < $1.value[0].key }) {
            let list = try await client.list(
                place.resource, namespace: place.namespace, labels: "\(Inventory.partOf)=\(inventory.id)")
            let found = Dictionary(list.items.map { ($0.name, $0) }) { first, _ in first }
            for member in members { seen.append(Seen(member: member, object: found[member.name])) }
        }
        return seen
    }

    /// A member as it was read; without an object where it was deleted, or taken over.
    private struct Seen {
        let member: Inventory.Member
        let object: Unstructured?

        var readiness: Readiness? { object.map { Readiness(of: $0) } }

        var watched: WatchedObject {
            WatchedObject(
                resource: member.resource, namespace: member.namespace, name: member.name,
                version: object?.resourceVersion)
        }
    }

    /// The worst of what is not ready, in words; nil where everything is.
    static func slowest(_ members: [(title: String, readiness: Readiness?)]) -> Observation? {
        var failed: [String] = []
        var degraded: [String] = []
        var pending: [String] = []
        for (title, readiness) in members {
            switch readiness {
            case .ready: continue
            case .failed(let words): failed.append("\(title): \(words)")
            case .degraded(let words): degraded.append("\(title): \(words)")
            case .inProgress(let words): pending.append("\(title): \(words)")
            case nil: degraded.append("\(title) was deleted, or taken over by somebody")
            }
        }
        if !failed.isEmpty { return .failed(reason: told(failed)) }
        if !pending.isEmpty { return .progressing(reason: told(pending + degraded)) }
        return degraded.isEmpty ? nil : .degraded(reason: told(degraded))
    }

    private static func told(_ words: [String]) -> String {
        let more = words.count > 3 ? "; and \(words.count - 3) more" : ""
        return words.prefix(3).joined(separator: "; ") + more
    }

    /// What somebody has changed in the cluster since it was applied; nil where an apply would change nothing.
    private func drift(
        _ objects: [Unstructured], _ namespace: String, _ inventory: Inventory
    ) async throws(Problem) -> String? {
        var applier = Applier(client: client, namespace: namespace)
        var changed: [String] = []
        for object in objects {
            guard let difference = try await applier.drift(object, partOf: inventory.id) else { continue }
            changed.append(difference)
            if changed.count > 3 { break }
        }
        guard !changed.isEmpty else { return nil }
        return "somebody has changed what was applied: " + Self.told(changed)
    }
}
