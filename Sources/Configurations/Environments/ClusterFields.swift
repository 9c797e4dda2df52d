import Foundation
import Manifests
import Promotion

/// The keys by which a reconciler reaches the API of a cluster.
enum ClusterFields {
    static let kubeconfig = optional(
        "kubeconfig", secret,
        """
        The kubeconfig of the cluster, read again at each call. Tokens, token files, client certificates and exec plugins \
        work; what weakens the connection is refused.
        """)
    static let inCluster = optional(
        "inCluster", boolean, default: "false",
        "Instead of a kubeconfig: the cluster that Sluice itself runs in, by its pod's service account.")
    static let context = optional(
        "context", anyText("a context", example: "prod"),
        "The kubeconfig's context; its `current-context` where it is missing.")
    static let deadline = optional("deadline", duration(1...3600), default: "30s", "How long one call may take.")

    static let rules: [KeyRule] = [.exactlyOne(["kubeconfig", "inCluster"]), .needs("context", "kubeconfig")]

    static func access(_ kubeconfig: Secret?, _ context: String?, _ deadline: TimeInterval) -> KubernetesAccess {
        KubernetesAccess(kubeconfig: kubeconfig, context: context, deadline: deadline)
    }

    /// Refuses `inCluster: false`, with which no cluster is named at all.
    static func check(_ access: KubernetesAccess, _ node: YAMLNode, _ decoding: Decoding) {
        guard access.kubeconfig == nil, let inCluster = node["inCluster"], inCluster.scalar?.value == "false" else {
            return
        }
        decoding.refuse(inCluster, "no cluster is named: write `inCluster: true`, or give a `kubeconfig`")
    }
}

/// A namespace of a cluster (RFC 1123's label).
let namespace = text(
    TextShape(
        name: "a namespace", example: "flux-system", pattern: "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$",
        acceptsNumbers: true)
) { (text: String, _) throws(Complaint) in
    let isPlain = text.utf8.allSatisfy { $0.isLetterOrDigit && !(0x41...0x5A).contains($0) || $0 == UInt8(ascii: "-") }
    guard isPlain, text.utf8.count <= 63, !text.hasPrefix("-"), !text.hasSuffix("-") else {
        throw Complaint("\(quoted(text)) is not a namespace; lower-case letters, digits and `-` make one, at most 63")
    }
    return text
}
