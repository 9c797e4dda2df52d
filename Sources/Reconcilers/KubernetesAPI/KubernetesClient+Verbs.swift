package import Promotion

/// A whole collection at one moment.
package struct KubernetesList: Sendable {
    package var items: [Unstructured]
    /// Where a watch goes on from.
    package var resourceVersion: String
}

extension KubernetesClient {
    /// The name under which the fields that Sluice applies are its own.
    package static let fieldManager = "sluice"

    /// One object; nil where there is none, or no such kind.
    package func get(
        _ resource: KubernetesResource, namespace: String?, name: String
    ) async throws(Problem) -> Unstructured? {
        let answer = try await send(
            KubernetesCall(
                path: resource.path(namespace: namespace, name: name),
                purpose: "reading \(resource.title(namespace, name))", isSecret: resource.holdsSecrets, expected: [404])
        )
        return answer.status == 404 ? nil : answer.body
    }

    /// All objects of a kind, in one namespace or everywhere, page by page.
    ///
    /// With `isPartial` of each no more than its metadata. A page whose snapshot the server has forgotten (410) begins the list anew, at last in one piece.
    package func list(
        _ resource: KubernetesResource, namespace: String?, labels: String? = nil, fields: String? = nil,
        isPartial: Bool = false
    ) async throws(Problem) -> KubernetesList {
        for limit in ["500", "500", nil] {
            if let list = try await list(resource, namespace, labels, fields, isPartial, limit: limit) { return list }
        }
        throw .transient("Listing \(resource.plural) failed: the cluster forgets its snapshots before they are read.")
    }

    private func list(
        _ resource: KubernetesResource, _ namespace: String?, _ labels: String?, _ fields: String?,
        _ isPartial: Bool, limit: String?
    ) async throws(Problem) -> KubernetesList? {
        var items: [Unstructured] = []
        var token: String?
        while true {
            var call = KubernetesCall(
                path: resource.path(namespace: namespace), purpose: "listing \(resource.plural)",
                isSecret: resource.holdsSecrets)
            call.query = [("labelSelector", labels), ("fieldSelector", fields), ("limit", limit), ("continue", token)]
                .compactMap { name, value in value.map { (name, $0) } }
            if token != nil { call.expected = [410] }
            if isPartial { call.accept = KubernetesCall.partial("PartialObjectMetadataList") }
            let answer = try await send(call)
            guard answer.status != 410 else { return nil }
            let page = answer.body
            // The elements of a list do not say what they are.
            items += (page["items"]?.array ?? []).map { item in
                var item = item
                if item["kind"] == nil { item["kind"] = .string(resource.kind) }
                if item["apiVersion"] == nil { item["apiVersion"] = .string(resource.apiVersion) }
                return item
            }
            guard items.count <= 100_000 else {
                throw .permanent("Listing \(resource.plural) failed: there are more than 100,000.")
            }
            token = page["metadata"]?["continue"]?.string
            guard token?.isEmpty == false else {
                return KubernetesList(
                    items: items, resourceVersion: page["metadata"]?["resourceVersion"]?.string ?? "")
            }
        }
    }

    /// Changes what `patch` names and nothing else (RFC 7386). Nil where there is no such object.
    package func mergePatch(
        _ resource: KubernetesResource, namespace: String?, name: String, _ patch: Unstructured
    ) async throws(Problem) -> Unstructured? {
        let answer = try await send(
            KubernetesCall(
                method: "PATCH", path: resource.path(namespace: namespace, name: name),
                query: [("fieldManager", Self.fieldManager)], body: patch.json,
                contentType: "application/merge-patch+json", purpose: "patching \(resource.title(namespace, name))",
                isSecret: resource.holdsSecrets, expected: [404]))
        return answer.status == 404 ? nil : answer.body
    }

    /// Server-side apply: declares these fields as Sluice's own, makes the object where there is none, and removes fields
    /// that Sluice declared before and does not any more. Doing it twice is doing it once.
    ///
    /// With `dryRun` nothing is changed, and the answer is what would be.
    package func apply(
        _ object: Unstructured, as resource: KubernetesResource, namespace: String?, dryRun: Bool = false
    ) async throws(Problem) -> Unstructured {
        var query = [("fieldManager", Self.fieldManager), ("force", "true")]
        if dryRun { query.append(("dryRun", "All")) }
        let answer = try await send(
            KubernetesCall(
                method: "PATCH", path: resource.path(namespace: namespace, name: object.name),
                query: query.map { (name: $0.0, value: $0.1) }, body: object.json,
                contentType: "application/apply-patch+yaml",
                purpose: "applying \(resource.title(namespace, object.name))", isSecret: resource.holdsSecrets))
        return answer.body
    }

    /// Deletes an object, and in the background what it owns; false where there was none. With `uid` only that very
    /// object, not one of the same name that somebody made since.
    package func delete(
        _ resource: KubernetesResource, namespace: String?, name: String, uid: String? = nil
    ) async throws(Problem) -> Bool {
        var options: Unstructured = ["apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": "Background"]
        if let uid { options["preconditions"] = ["uid": .string(uid)] }
        let answer = try await send(
            KubernetesCall(
                method: "DELETE", path: resource.path(namespace: namespace, name: name), body: options.json,
                purpose: "deleting \(resource.title(namespace, name))", isSecret: resource.holdsSecrets,
                expected: [404]))
        return answer.status != 404
    }
}

extension KubernetesResource {
    var holdsSecrets: Bool { group.isEmpty && kind == "Secret" }
}
