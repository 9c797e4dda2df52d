import Promotion

/// The rules of single kinds.
extension Readiness {
    static func deployment(_ status: ObjectStatus) -> Readiness {
        if status.reason("Progressing") == "ProgressDeadlineExceeded" {
            return .failed(status.condition("Progressing", is: "False") ?? "ProgressDeadlineExceeded")
        }
        guard status.number("observedGeneration") != nil else {
            return .inProgress("its controller has not seen it yet")
        }
        let (wanted, updated, available) = (
            status.wanted, status.count("updatedReplicas"), status.count("availableReplicas")
        )
        if updated < wanted { return .inProgress("\(updated) of \(wanted) replicas are updated") }
        if status.count("replicas") > updated {
            return .inProgress("\(status.count("replicas") - updated) old replicas are still there")
        }
        // The rollout is over: what is missing now was there before.
        let wasThere = status.reason("Progressing") == "NewReplicaSetAvailable"
        if available < wanted || status.count("readyReplicas") < wanted {
            let words = "\(available) of \(wanted) replicas are available"
            let said = status.condition("Available", is: "False").map { "; \($0)" } ?? ""
            return wasThere ? .degraded(words + said) : .inProgress(words + said)
        }
        if let unavailable = status.condition("Available", is: "False") {
            return wasThere ? .degraded(unavailable) : .inProgress(unavailable)
        }
        return .ready
    }

    /// Never reports a failure: only time tells.
    static func statefulSet(_ status: ObjectStatus) -> Readiness {
        guard status.number("observedGeneration") != nil else {
            return .inProgress("its controller has not seen it yet")
        }
        let strategy = status.spec?["updateStrategy"]
        if strategy?["type"]?.string == "OnDelete" { return .ready }
        let wanted = status.wanted
        if status.count("replicas") < wanted {
            return .inProgress("\(status.count("replicas")) of \(wanted) replicas are there")
        }
        if status.count("readyReplicas") < wanted {
            return .inProgress("\(status.count("readyReplicas")) of \(wanted) replicas are ready")
        }
        if status.count("replicas") > wanted {
            return .inProgress("\(status.count("replicas") - wanted) replicas are too many")
        }
        let partition = strategy?["rollingUpdate"]?["partition"]?.integer ?? 0
        if partition > 0 {
            let updated = status.count("updatedReplicas")
            return updated < wanted - partition
                ? .inProgress("\(updated) of \(wanted - partition) replicas are updated") : .ready
        }
        guard status.text("currentRevision") == status.text("updateRevision") else {
            return .inProgress("\(status.count("updatedReplicas")) of \(wanted) replicas are updated")
        }
        return .ready
    }

    static func daemonSet(_ status: ObjectStatus) -> Readiness {
        guard status.number("observedGeneration") != nil, let wanted = status.number("desiredNumberScheduled") else {
            return .inProgress("its controller has not seen it yet")
        }
        for (name, word) in [
            ("currentNumberScheduled", "scheduled"), ("updatedNumberScheduled", "updated"),
            ("numberAvailable", "available"), ("numberReady", "ready"),
        ] where status.count(name) < wanted {
            if name == "updatedNumberScheduled", status.spec?["updateStrategy"]?["type"]?.string == "OnDelete" {
                continue
            }
            return .inProgress("\(status.count(name)) of \(wanted) pods are \(word)")
        }
        return .ready
    }

    static func replicaSet(_ status: ObjectStatus) -> Readiness {
        if let failure = status.condition("ReplicaFailure", is: "True") { return .inProgress(failure) }
        let wanted = status.wanted
        for (name, word) in [("replicas", "there"), ("availableReplicas", "available"), ("readyReplicas", "ready")]
        where status.count(name) < wanted {
            return .inProgress("\(status.count(name)) of \(wanted) replicas are \(word)")
        }
        return status.count("replicas") > wanted ? .inProgress("it has replicas too many") : .ready
    }

    /// Ready once it has done its work: a migration that still runs is none.
    static func job(_ status: ObjectStatus) -> Readiness {
        if let failure = status.condition("Failed", is: "True") { return .failed(failure) }
        if status.condition("Complete", is: "True") != nil { return .ready }
        if status.spec?["suspend"]?.boolean == true { return .inProgress("is suspended") }
        return .inProgress(
            "\(status.count("succeeded")) of \(status.spec?["completions"]?.integer ?? 1) pods have succeeded")
    }

    static func pod(_ status: ObjectStatus) -> Readiness {
        let waiting = (status.object["status"]?["containerStatuses"]?.array ?? []).compactMap {
            $0["state"]?["waiting"]?["reason"]?.string
        }
        switch status.text("phase") {
        case "Succeeded": return .ready
        case "Failed":
            return .failed(
                status.text("message").isEmpty ? "it has failed" : status.text("message").oneLine(limit: 300))
        case "Running":
            if status.condition("Ready", is: "True") != nil { return .ready }
            if waiting.contains("CrashLoopBackOff") { return .failed("its container crashes again and again") }
            return .inProgress(status.condition("Ready", is: "False") ?? "it is not ready yet")
        default:
            return .inProgress(
                status.condition("PodScheduled", is: "False") ?? waiting.first.map { "it waits: \($0)" }
                    ?? "it is pending")
        }
    }

    static func claim(_ status: ObjectStatus) -> Readiness {
        status.text("phase") == "Bound" ? .ready : .inProgress("it is not bound yet")
    }

    static func service(_ status: ObjectStatus) -> Readiness {
        guard status.spec?["type"]?.string == "LoadBalancer" else { return .ready }
        let places = status.object["status"]?["loadBalancer"]?["ingress"]?.array ?? []
        return places.isEmpty ? .inProgress("its load balancer has no address yet") : .ready
    }

    static func definition(_ status: ObjectStatus) -> Readiness {
        if let refused = status.condition("NamesAccepted", is: "False") { return .failed(refused) }
        return status.condition("Established", is: "True") != nil ? .ready : .inProgress("it is not established yet")
    }

    /// Whatever else: ready unless it says that it is not.
    static func anything(_ status: ObjectStatus) -> Readiness {
        for value in ["False", "Unknown"] {
            if let words = status.condition("Ready", is: value) { return .inProgress(words) }
        }
        return .ready
    }
}
