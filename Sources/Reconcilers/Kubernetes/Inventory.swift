import Crypto
import Foundation
import Promotion

/// What Sluice applied for one stage, kept in the cluster as an ApplySet (KEP-3659): a ConfigMap that names the members,
/// and a label on each of them.
///
/// While something is being applied it names what is there and what is to come, so that a crash leaves nothing behind that
/// nobody knows of. The revision is written last: what it names was applied as a whole.
struct Inventory: Sendable, Hashable {
    /// One object: its kind, and where it is.
    struct Member: Sendable, Hashable {
        var resource: KubernetesResource
        var namespace: String?
        var name: String

        var title: String { resource.title(namespace, name) }
        /// The same object whatever version of its kind it is written in.
        var key: String { "\(resource.group) \(resource.kind) \(namespace ?? "") \(name)" }
    }

    let name: String
    let namespace: String
    var members: [Member] = []
    /// What was applied as a whole.
    var revision: CommitID?
    var promotion: String?
    /// What is being applied, or what failed to be.
    var applying: CommitID?

    init(of stage: StageID, in namespace: String) {
        self.namespace = namespace
        let plain = "sluice-\(stage.pipeline)-\(stage.environment)"
        let isName =
            plain.utf8.count <= 200 && plain == plain.lowercased() && !plain.contains("_") && !plain.hasSuffix("-")
        // Two stages whose names differ in what Kubernetes does not tell apart have inventories of their own.
        let digest = SHA256.hash(data: Data("\(stage.pipeline)/\(stage.environment)".utf8))
        name =
            isName
            ? plain
            : "sluice-"
                + digest.prefix(10).map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined()
    }

    static let resource = KubernetesResource(group: "", version: "v1", plural: "configmaps", kind: "ConfigMap")
    static let partOf = "applyset.kubernetes.io/part-of"
    private static let idLabel = "applyset.kubernetes.io/id"
    private static let revisionName = "sluice.dev/revision"
    private static let promotionName = "sluice.dev/promotion"
    private static let applyingName = "sluice.dev/applying"

    /// The set's id by KEP-3659: of name, namespace, kind and group of what holds it.
    var id: String {
        let digest = SHA256.hash(data: Data("\(name).\(namespace).ConfigMap.".utf8))
        let text = Data(digest).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
        return "applyset-\(text)-v1"
    }

    /// Takes what the cluster holds; nothing where there is no such object.
    mutating func read(_ object: Unstructured?) throws(Problem) {
        guard let object else { return }
        guard object.label(Self.idLabel) == id else {
            throw .permanent(
                "ConfigMap \(namespace)/\(name) is not Sluice's: it has no label \(Self.idLabel) with the id of the set.",
                remedy: "Rename or delete it.")
        }
        revision = object.annotation(Self.revisionName).map { CommitID(hex: $0) }
        applying = object.annotation(Self.applyingName).map { CommitID(hex: $0) }
        promotion = object.annotation(Self.promotionName)
        let lines = object["data"]?["members"]?.string ?? "[]"
        members = ((try? Unstructured(json: Array(lines.utf8)))?.array ?? []).compactMap(Member.init)
    }

    /// As it is applied.
    var object: Unstructured {
        let kinds = Set(
            members.map { $0.resource.group.isEmpty ? $0.resource.kind : "\($0.resource.kind).\($0.resource.group)" })
        let others = Set(members.compactMap(\.namespace)).subtracting([namespace])
        var annotations: [String: Unstructured] = [
            "applyset.kubernetes.io/tooling": "sluice/v1",
            "applyset.kubernetes.io/contains-group-kinds": .string(kinds.sorted().joined(separator: ",")),
            "applyset.kubernetes.io/additional-namespaces": .string(others.sorted().joined(separator: ",")),
        ]
        annotations[Self.revisionName] = revision.map { .string($0.hex) }
        annotations[Self.applyingName] = applying.map { .string($0.hex) }
        annotations[Self.promotionName] = promotion.map { .string($0) }
        let list = Unstructured.array(members.sorted { $0.key < $1.key }.map(\.value))
        return [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string(name), "namespace": .string(namespace), "labels": [Self.idLabel: .string(id)],
                "annotations": .object(annotations),
            ],
            "data": ["members": .string(String(decoding: list.json, as: UTF8.self))],
        ]
    }
}

extension Inventory.Member {
    fileprivate init?(_ value: Unstructured) {
        guard let version = value["version"]?.string, let plural = value["plural"]?.string,
            let kind = value["kind"]?.string, let name = value["name"]?.string
        else { return nil }
        let namespace = value["namespace"]?.string
        self.init(
            resource: KubernetesResource(
                group: value["group"]?.string ?? "", version: version, plural: plural, kind: kind,
                isNamespaced: namespace != nil), namespace: namespace, name: name)
    }

    fileprivate var value: Unstructured {
        var value: Unstructured = [
            "version": .string(resource.version), "plural": .string(resource.plural), "kind": .string(resource.kind),
            "name": .string(name),
        ]
        if !resource.group.isEmpty { value["group"] = .string(resource.group) }
        value["namespace"] = namespace.map { .string($0) }
        return value
    }
}
