import Promotion

/// Applies objects one by one, and knows how the cluster serves their kinds.
struct Applier: Sendable {
    let client: KubernetesClient
    /// For objects that name none.
    let namespace: String
    /// What was applied so far.
    private(set) var members: [Inventory.Member] = []
    private var kinds: [String: [KubernetesResource]] = [:]

    init(client: KubernetesClient, namespace: String) {
        self.client = client
        self.namespace = namespace
    }

    /// Applies one object as a member of the set. A definition is waited for: what follows it may be of its kind.
    mutating func apply(_ object: Unstructured, partOf set: String) async throws(Problem) {
        let member = try await member(object)
        _ = try await client.apply(
            Self.marked(object, member, set), as: member.resource, namespace: member.namespace)
        members.append(member)
        guard member.resource.kind == "CustomResourceDefinition" else { return }
        _ = try await client.wait(
            for: member.resource, namespace: nil, name: member.name, within: client.deadline
        ) { Readiness(of: $0) == .ready }
        kinds.removeAll()
    }

    /// The members that the objects will be, as far as their kinds are known by now.
    mutating func known(_ objects: [Unstructured]) async throws(Problem) -> [Inventory.Member] {
        var members: [Inventory.Member] = []
        for object in objects {
            if let resource = try await resource(object) { members.append(member(object, resource)) }
        }
        return members
    }

    /// The paths in which an apply would change what is there, with the object's title; nil where it would not.
    mutating func drift(_ object: Unstructured, partOf set: String) async throws(Problem) -> String? {
        let member = try await member(object)
        guard
            let there = try await client.get(member.resource, namespace: member.namespace, name: member.name)
        else { return "\(member.title) was deleted" }
        let applied = try await client.apply(
            Self.marked(object, member, set), as: member.resource, namespace: member.namespace, dryRun: true)
        let paths = Drift.paths(there, applied)
        return paths.isEmpty ? nil : "\(member.title): \(paths.joined(separator: ", "))"
    }

    private mutating func member(_ object: Unstructured) async throws(Problem) -> Inventory.Member {
        // That a definition is established is told a moment before its kind is served.
        let end = ContinuousClock.now + client.deadline
        while true {
            if let resource = try await resource(object) { return member(object, resource) }
            let isDefined = members.contains { $0.resource.kind == "CustomResourceDefinition" }
            guard isDefined, ContinuousClock.now < end, !Task.isCancelled else {
                throw .permanent(
                    "The cluster knows no \(object.kind.oneLine(limit: 60)) of \(object.apiVersion.oneLine(limit: 100)).",
                    remedy: "Install its definition, or check the spelling.")
            }
            kinds.removeAll()
            try? await Task.sleep(for: .milliseconds(100))
        }
    }

    private func member(_ object: Unstructured, _ resource: KubernetesResource) -> Inventory.Member {
        Inventory.Member(
            resource: resource, namespace: resource.isNamespaced ? object.namespace ?? namespace : nil,
            name: object.name)
    }

    private mutating func resource(_ object: Unstructured) async throws(Problem) -> KubernetesResource? {
        let found: [KubernetesResource]
        if let known = kinds[object.apiVersion] {
            found = known
        } else {
            found = try await client.resources(apiVersion: object.apiVersion)
            kinds[object.apiVersion] = found
        }
        return found.first { $0.kind == object.kind }
    }

    private static func marked(_ object: Unstructured, _ member: Inventory.Member, _ set: String) -> Unstructured {
        var object = object
        if object["metadata"]?["labels"]?.object == nil { object["metadata"]?["labels"] = [:] }
        object["metadata"]?["labels"]?[Inventory.partOf] = .string(set)
        object["metadata"]?["namespace"] = member.namespace.map { .string($0) }
        // What a cluster wrote, and somebody copied into a file.
        object["metadata"]?["managedFields"] = nil
        object["metadata"]?["resourceVersion"] = nil
        object["metadata"]?["uid"] = nil
        object["metadata"]?["creationTimestamp"] = nil
        object["status"] = nil
        return object
    }
}
