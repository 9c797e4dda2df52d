package import Promotion

extension KubernetesClient {
    /// How the cluster serves a kind of object; nil where it does not know it (yet).
    package func resource(apiVersion: String, kind: String) async throws(Problem) -> KubernetesResource? {
        try await resources(apiVersion: apiVersion).first { $0.kind == kind }
    }

    /// All kinds of one group and version; none where the cluster does not serve it.
    package func resources(apiVersion: String) async throws(Problem) -> [KubernetesResource] {
        let parts = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(parts.count), !parts.contains("") else { return [] }
        let answer = try await send(
            KubernetesCall(
                path: parts.count == 1 ? ["api", parts[0]] : ["apis"] + parts,
                purpose: "asking which kinds \(apiVersion) has", expected: [404]))
        guard answer.status == 200 else { return [] }
        return (answer.body["resources"]?.array ?? []).compactMap { entry in
            // `deployments/status` and the like are parts of an object.
            guard let plural = entry["name"]?.string, !plural.contains("/"), let kind = entry["kind"]?.string else {
                return nil
            }
            return KubernetesResource(
                group: parts.count == 1 ? "" : parts[0], version: parts.last ?? "", plural: plural, kind: kind,
                isNamespaced: entry["namespaced"]?.boolean ?? true)
        }
    }

    /// A kind of a group in whichever version the cluster prefers; nil where it does not serve the group or the kind.
    package func preferred(group: String, kind: String) async throws(Problem) -> KubernetesResource? {
        let answer = try await send(
            KubernetesCall(path: ["apis", group], purpose: "asking for the versions of \(group)", expected: [404]))
        guard answer.status == 200, let apiVersion = answer.body["preferredVersion"]?["groupVersion"]?.string else {
            return nil
        }
        return try await resource(apiVersion: apiVersion, kind: kind)
    }

    /// Whether the cluster answers and serves these groups of kinds: its version, for people. Throws what is wrong.
    package func probe(groups: [String] = []) async throws(Problem) -> String {
        let version = try await send(KubernetesCall(path: ["version"], purpose: "asking for its version"))
        for group in groups {
            let answer = try await send(
                KubernetesCall(path: ["apis", group], purpose: "asking for the versions of \(group)", expected: [404]))
            guard answer.status == 200 else {
                throw .permanent(
                    "The cluster serves no \(group).", remedy: "Install it there, or name another cluster.")
            }
        }
        return "Kubernetes \((version.body["gitVersion"]?.string ?? "of an unknown version").oneLine(limit: 60))"
    }
}
