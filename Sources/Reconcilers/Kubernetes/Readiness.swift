import Promotion

/// How far an object in the cluster is, by what its controller wrote (the rules of kstatus, sigs.k8s.io/cli-utils).
enum Readiness: Sendable, Hashable {
    case ready
    /// On its way, and to where.
    case inProgress(String)
    /// It was there, and is not healthy now.
    case degraded(String)
    /// Its controller has given up.
    case failed(String)

    /// Pure. Deletion comes first, then whether the status is of the newest specification, then what the object says of
    /// itself in the common conditions, then the rules of its kind.
    init(of object: Unstructured) {
        let status = ObjectStatus(object)
        if object.isBeingDeleted {
            self = .inProgress("is being deleted")
        } else if let observed = status.number("observedGeneration"), observed != object.generation ?? observed {
            self = .inProgress("its controller has not seen its newest specification yet")
        } else if let stalled = status.condition("Stalled", is: "True") {
            self = .failed(stalled)
        } else if let reconciling = status.condition("Reconciling", is: "True") {
            self = .inProgress(reconciling)
        } else {
            self = Self.rule(for: object.apiVersion.split(separator: "/").dropLast().first ?? "", object.kind)(status)
        }
    }

    private static func rule(for group: Substring, _ kind: String) -> (ObjectStatus) -> Readiness {
        switch (group, kind) {
        case ("apps", "Deployment"): deployment
        case ("apps", "StatefulSet"): statefulSet
        case ("apps", "DaemonSet"): daemonSet
        case ("apps", "ReplicaSet"): replicaSet
        case ("batch", "Job"): job
        case ("", "Pod"): pod
        case ("", "PersistentVolumeClaim"): claim
        case ("", "Service"): service
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): definition
        default: anything
        }
    }
}

/// An object's status and what its rules read of it.
struct ObjectStatus: Sendable {
    let object: Unstructured

    init(_ object: Unstructured) { self.object = object }

    func number(_ name: String) -> Int? { object["status"]?[name]?.integer }

    /// A count that is left out where it is zero.
    func count(_ name: String) -> Int { number(name) ?? 0 }
    func text(_ name: String) -> String { object["status"]?[name]?.string ?? "" }
    var spec: Unstructured? { object["spec"] }

    /// How many replicas are wanted; one where nobody says.
    var wanted: Int { spec?["replicas"]?.integer ?? 1 }

    /// Reason and message of a condition that has this status; nil where it has another, or is missing.
    func condition(_ type: String, is status: String) -> String? {
        guard let found = find(type), found["status"]?.string == status else { return nil }
        let words = [found["reason"]?.string, found["message"]?.string].compactMap { $0 }.filter { !$0.isEmpty }
        return words.isEmpty ? "\(type) is \(status)" : words.joined(separator: ": ").oneLine(limit: 300)
    }

    func reason(_ type: String) -> String { find(type)?["reason"]?.string ?? "" }

    private func find(_ type: String) -> Unstructured? {
        object["status"]?["conditions"]?.array?.first { $0["type"]?.string == type }
    }
}
