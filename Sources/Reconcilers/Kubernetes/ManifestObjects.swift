import Manifests
import Promotion

/// Objects out of files and out of what programs print. Pure.
enum ManifestObjects {
    /// How many objects one stage may have.
    static let most = 10_000

    /// The objects of one file or output, lists taken apart, empty documents left out.
    static func parse(_ bytes: [UInt8], file: String) throws(Problem) -> [Unstructured] {
        let documents: [YAMLNode]
        do {
            documents = try YAMLTree.parseAll(bytes, file: file, limits: .manifest)
        } catch {
            // Where, and not what: a file of secrets may be the broken one.
            let place = error.position.map { ":\($0.line):\($0.column)" } ?? ""
            throw .permanent("\(file)\(place) is no YAML that Kubernetes would read.")
        }
        var objects: [Unstructured] = []
        for document in documents where !document.isNull {
            try add(Unstructured(yaml: document), at: "\(file):\(document.position.line)", to: &objects)
        }
        return objects
    }

    private static func add(_ object: Unstructured, at place: String, to objects: inout [Unstructured]) throws(Problem)
    {
        guard !object.apiVersion.isEmpty, !object.kind.isEmpty else {
            throw .permanent("\(place): this is no Kubernetes object: it has no apiVersion or no kind.")
        }
        if object.kind.hasSuffix("List"), let items = object["items"]?.array {
            for item in items { try add(item, at: place, to: &objects) }
            return
        }
        guard !object.name.isEmpty else {
            throw .permanent(
                "\(place): this \(object.kind.oneLine(limit: 60)) has no name.",
                remedy:
                    "What is applied again and again needs a `metadata.name`; `generateName` makes another one each time."
            )
        }
        if object.kind == "Kustomization", object.apiVersion.hasPrefix("kustomize.config.k8s.io/") {
            throw .permanent(
                "\(place) is for kustomize.", remedy: "Name the folder as `kustomize` instead of `manifests`.")
        }
        objects.append(object)
        guard objects.count <= most else { throw .permanent("There are more than \(most) objects.") }
    }

    /// Throws where two objects are the same one, and where there is none at all: an empty set would delete everything.
    static func check(_ objects: [Unstructured], of place: String) throws(Problem) {
        guard !objects.isEmpty else {
            throw .permanent(
                "\(place) declares no object.",
                remedy: "Check the path; what is to be deleted as a whole is deleted by a person.")
        }
        var seen: Set<String> = []
        for object in objects {
            let group = object.apiVersion.contains("/") ? object.apiVersion.prefix { $0 != "/" } : ""
            guard seen.insert("\(group) \(object.kind) \(object.namespace ?? "") \(object.name)").inserted else {
                throw .permanent("\(place) declares \(object.title) twice.")
            }
        }
    }

    /// In the order in which they can be made: what others live in and are made of comes first.
    static func inOrder(_ objects: [Unstructured]) -> [Unstructured] {
        let ranked = objects.enumerated().map { (rank: rank($0.element.kind), index: $0.offset, object: $0.element) }
        return ranked.sorted { ($0.rank, $0.index) < ($1.rank, $1.index) }.map(\.object)
    }

    private static let order = [
        "Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "ServiceAccount", "Secret",
        "ConfigMap",
        "ResourceQuota", "LimitRange", "ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding", "PersistentVolume",
        "PersistentVolumeClaim", "NetworkPolicy", "Service",
    ]
    private static let last = ["APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]

    private static func rank(_ kind: String) -> Int {
        order.firstIndex(of: kind) ?? (last.contains(kind) ? order.count + 1 : order.count)
    }
}
