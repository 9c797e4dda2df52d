/// One kind of object as its API serves it: what its paths are made of.
package struct KubernetesResource: Sendable, Hashable {
    /// Empty for the core group.
    package var group: String
    package var version: String
    /// `deployments`, the last part of its paths.
    package var plural: String
    package var kind: String
    package var isNamespaced: Bool

    package init(group: String, version: String, plural: String, kind: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.kind = kind
        self.isNamespaced = isNamespaced
    }

    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// The path of the collection, or of one object in it.
    func path(namespace: String?, name: String? = nil) -> [String] {
        var path = group.isEmpty ? ["api", version] : ["apis", group, version]
        if isNamespaced, let namespace { path += ["namespaces", namespace] }
        path.append(plural)
        if let name { path.append(name) }
        return path
    }

    /// `Deployment payments/api`, for people.
    func title(_ namespace: String?, _ name: String) -> String {
        isNamespaced ? "\(kind) \(namespace.map { "\($0)/" } ?? "")\(name)" : "\(kind) \(name)"
    }
}
