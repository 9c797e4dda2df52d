import Promotion

/// A Flux object as its controller last wrote it, and what is asked of it alone.
struct FluxObject: Sendable {
    let object: Unstructured

    init(_ object: Unstructured) { self.object = object }

    var title: String { object.title }
    var isSuspended: Bool { object["spec"]?["suspend"]?.boolean ?? false }
    private var status: Unstructured? { object["status"] }

    /// Whether the status belongs to the specification that stands there now.
    var isObserved: Bool {
        guard let generation = object.generation else { return false }
        return status?["observedGeneration"]?.integer == generation
    }

    func condition(_ type: String) -> FluxCondition? {
        status?["conditions"]?.array?.first { $0["type"]?.string == type }.map { FluxCondition($0) }
    }

    /// Ready, if it was said of this very specification.
    var ready: FluxCondition? {
        guard let ready = condition("Ready") else { return nil }
        if let seen = ready.observedGeneration, let generation = object.generation, seen < generation { return nil }
        return ready
    }

    /// Whether its controller has taken up every request, this one included: the newest one is answered for all before it.
    func hasHandled(_ requestedAt: String) -> Bool {
        guard let handled = status?["lastHandledReconcileAt"]?.string else { return false }
        return handled == requestedAt || handled == object.annotation(FluxNames.requestedAt)
    }

    /// What was applied, healthy included: Flux writes it after its health checks. Of an image that carries manifests it is
    /// the commit that the image says it was made from.
    var appliedRevisions: [String] {
        ["lastAppliedRevision", "lastAppliedOriginRevision"].compactMap { status?[$0]?.string }
    }

    var attemptedRevision: String? { status?["lastAttemptedRevision"]?.string }

    /// What a source has fetched: its revision, and the one that an image says it was made from.
    var artifactRevisions: [String] {
        let artifact = status?["artifact"]
        let origin = artifact?["metadata"]?["org.opencontainers.image.revision"]?.string
        return [artifact?["revision"]?.string, origin].compactMap(\.self)
    }

    /// The newest entry of a HelmRelease's history; nil where it has none.
    var newestRelease: Unstructured? { status?["history"]?.array?.first }

    /// The specification that a HelmRelease's newest attempt was for.
    var attemptedGeneration: Int? { status?["lastAttemptedGeneration"]?.integer }

    /// The object of the same kind that this one waits for.
    var dependencies: [FluxName] {
        (object["spec"]?["dependsOn"]?.array ?? []).compactMap { entry in
            entry["name"]?.string.map {
                FluxName(namespace: entry["namespace"]?.string ?? object.namespace ?? "", name: $0)
            }
        }
    }
}

struct FluxCondition: Sendable {
    let status: String
    let reason: String
    let message: String
    let observedGeneration: Int?

    init(_ condition: Unstructured) {
        status = condition["status"]?.string ?? ""
        reason = condition["reason"]?.string ?? ""
        message = condition["message"]?.string ?? ""
        observedGeneration = condition["observedGeneration"]?.integer
    }

    var isTrue: Bool { status == "True" }
    var isFalse: Bool { status == "False" }

    /// Flux's own words on one line, capped: `HealthCheckFailed: timeout waiting for …`.
    var words: String {
        [reason, message.oneLine(limit: 300)].filter { !$0.isEmpty }.joined(separator: ": ")
    }
}

/// The name of an object.
struct FluxName: Sendable, Hashable {
    var namespace: String
    var name: String

    init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `name`, or `namespace/name`.
    init(_ text: String, namespace: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        self.namespace = parts.count == 2 ? String(parts[0]) : namespace
        name = String(parts.last ?? "")
    }

    var description: String { "\(namespace)/\(name)" }
}

enum FluxNames {
    static let requestedAt = "reconcile.fluxcd.io/requestedAt"
    /// Beside a request of ours: which promotion it was for, so that a repeat of it is recognised.
    static let promotion = "sluice.dev/promotion"
    /// And the revision that it was for: a promotion that was planned again has another one.
    static let revision = "sluice.dev/revision"
    static let kustomize = "kustomize.toolkit.fluxcd.io"
    static let helm = "helm.toolkit.fluxcd.io"
    static let source = "source.toolkit.fluxcd.io"
}
