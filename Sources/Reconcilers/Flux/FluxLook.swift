import Promotion

/// What was read of Flux's objects at one moment, and what follows from it. Pure.
///
/// The rule for *live* (contracts of kustomize-controller and helm-controller): the status belongs to the newest
/// specification, nothing is being reconciled, Ready is true, what was *applied* is the promotion's commit or one that carries
/// it, and the request was taken up. What was only attempted proves nothing, and a Ready that is older than the specification
/// is none.
struct FluxLook: Sendable {
    /// For people, where the objects themselves are missing.
    var kustomizationName: FluxName?
    var helmReleaseName: FluxName?
    var source: FluxObject?
    var kustomization: FluxObject?
    var helmRelease: FluxObject?
    /// What the two wait for, by kind and name.
    var dependencies: [String: FluxObject] = [:]
    /// The request's mark; nil where nobody knows of one, or Flux was told by its Receiver.
    var requestedAt: String?

    /// The commits that any of the objects names: which of them carry the promotion is to be found out.
    var commits: Set<CommitID> {
        let objects = [source, kustomization, helmRelease].compactMap(\.self)
        let revisions = objects.flatMap { $0.appliedRevisions + $0.artifactRevisions + [$0.attemptedRevision ?? ""] }
        return Set(revisions.compactMap(FluxRevision.commit))
    }

    /// What this look says, when `carrying` are those of its commits that are the promotion's own or carry it.
    func observation(carrying: Set<CommitID>, wanted: CommitID) -> Observation {
        if let kustomizationName {
            guard let kustomization else {
                return .waiting(reason: "there is no Kustomization \(kustomizationName.description)")
            }
            switch judge(kustomization, carrying, wanted) {
            case .proven(let commit): return helmVerdict(at: commit)
            case .pending(let observation): return observation
            }
        }
        guard let helmRelease else { return missingHelmRelease }
        switch chartCommit(of: helmRelease, carrying, wanted) {
        case .proven(let commit): return helmVerdict(at: commit)
        case .pending(let observation): return observation
        }
    }

    /// What one object proves.
    enum Proof: Hashable {
        case proven(CommitID)
        case pending(Observation)
    }

    // MARK: Kustomization

    private func judge(_ object: FluxObject, _ carrying: Set<CommitID>, _ wanted: CommitID) -> Proof {
        let attempted = object.attemptedRevision.flatMap(FluxRevision.commit).map(carrying.contains) ?? false
        if let obstacle = obstacle(object, wasTried: attempted) { return .pending(obstacle) }
        let applied = object.appliedRevisions.compactMap(FluxRevision.commit).first(where: carrying.contains)
        guard let applied else {
            if let ready = object.ready, ready.isFalse, attempted { return .pending(failing(object, ready)) }
            return .pending(notApplied(object, carrying, wanted))
        }
        if let ready = object.ready, ready.isFalse { return .pending(failing(object, ready)) }
        if let request = unhandled(object) { return .pending(request) }
        guard let ready = object.ready, ready.isTrue else {
            return .pending(.progressing(reason: "\(object.title) is not Ready yet\(words(object.ready))"))
        }
        return .proven(applied)
    }

    /// Why the promotion's commit is not applied: the source may not have it.
    private func notApplied(_ object: FluxObject, _ carrying: Set<CommitID>, _ wanted: CommitID) -> Observation {
        if let source, !source.artifactRevisions.compactMap(FluxRevision.commit).contains(where: carrying.contains) {
            if source.isSuspended {
                return .waiting(reason: "\(source.title) is suspended: \(resume(source))")
            }
            let has = source.artifactRevisions.first.map { "it has \(FluxRevision.short($0))" } ?? "it has nothing"
            if let ready = source.condition("Ready"), ready.isFalse {
                return .progressing(reason: "\(source.title) does not get \(wanted.short), \(has); \(ready.words)")
            }
            return .progressing(reason: "\(source.title) has not fetched \(wanted.short) yet, \(has)")
        }
        if let ready = object.ready, ready.isFalse, ready.reason == "DependencyNotReady" {
            return .progressing(reason: blocked(object, ready))
        }
        let at = object.appliedRevisions.first.map { "it is at \(FluxRevision.short($0))" } ?? "nothing is applied yet"
        let said = object.ready.map { $0.isTrue ? "" : "; \($0.words)" } ?? ""
        return .progressing(reason: "\(object.title) has not applied \(wanted.short) yet, \(at)\(said)")
    }

    // MARK: HelmRelease

    private var missingHelmRelease: Observation {
        .waiting(reason: "there is no HelmRelease \(helmReleaseName?.description ?? "")")
    }

    /// Whether the HelmRelease is healthy too, where one is named.
    private func helmVerdict(at commit: CommitID) -> Observation {
        guard helmReleaseName != nil else { return .live(at: commit) }
        guard let object = helmRelease else { return missingHelmRelease }
        let isTried = object.attemptedGeneration.map { $0 == object.object.generation } ?? true
        if let obstacle = obstacle(object, wasTried: isTried) { return obstacle }
        guard isTried else {
            return .progressing(reason: "\(object.title) has not tried its newest specification yet")
        }
        if let ready = object.ready, ready.isFalse { return failing(object, ready) }
        if let request = unhandled(object) { return request }
        guard let ready = object.ready, ready.isTrue else {
            return .progressing(reason: "\(object.title) is not Ready yet\(words(object.ready))")
        }
        // Before helm-controller 1.0 there is no history; then Ready is all there is.
        if let release = object.newestRelease, let status = release["status"]?.string, status != "deployed" {
            return .progressing(reason: "\(object.title): its newest release is \(status), not deployed")
        }
        return .live(at: commit)
    }

    /// The commit that a chart of the branch itself was made from: the newest release's, where Flux says so in its version.
    private func chartCommit(of object: FluxObject, _ carrying: Set<CommitID>, _ wanted: CommitID) -> Proof {
        let tried = object.attemptedRevision.flatMap(FluxRevision.shortCommit)
        let isTried = tried.map { short in carrying.union([wanted]).contains { $0.hex.hasPrefix(short) } } ?? false
        if let obstacle = obstacle(object, wasTried: isTried) { return .pending(obstacle) }
        guard let release = object.newestRelease, let version = release["chartVersion"]?.string else {
            if let ready = object.ready, ready.isFalse { return .pending(failing(object, ready)) }
            return .pending(.progressing(reason: "\(object.title) has no release yet\(words(object.ready))"))
        }
        guard let short = FluxRevision.shortCommit(ofChart: version) else {
            return .pending(
                .waiting(
                    reason:
                        "\(object.title) does not tell from which commit its chart \(version.oneLine(limit: 60)) is: set "
                        + "`reconcileStrategy: Revision` in its chart, or name the Kustomization that applies it"))
        }
        if let commit = carrying.union([wanted]).first(where: { $0.hex.hasPrefix(short) }) { return .proven(commit) }
        if let ready = object.ready, ready.isFalse { return .pending(failing(object, ready)) }
        if let source, !source.artifactRevisions.compactMap(FluxRevision.commit).contains(where: carrying.contains) {
            return .pending(notApplied(object, carrying, wanted))
        }
        return .pending(
            .progressing(reason: "\(object.title) has not released \(wanted.short) yet, it is at \(short.prefix(10))"))
    }

    // MARK: Both

    /// What keeps an object's status from saying anything of its newest specification.
    ///
    /// - Parameter wasTried: whether what it tried last is what is wanted: only then is its giving up ours.
    private func obstacle(_ object: FluxObject, wasTried: Bool) -> Observation? {
        if object.object.isBeingDeleted { return .waiting(reason: "\(object.title) is being deleted") }
        if object.isSuspended { return .waiting(reason: "\(object.title) is suspended: \(resume(object))") }
        guard object.isObserved else {
            return .progressing(reason: "\(object.title): its controller has not seen its newest specification yet")
        }
        // Flux's own word for what it does not try again; it may still be that of a request before this one.
        if let stalled = object.condition("Stalled"), stalled.isTrue {
            if let request = unhandled(object) { return request }
            let reason = "\(object.title) is stalled: \(stalled.words)"
            return wasTried ? .failed(reason: reason) : .progressing(reason: reason)
        }
        if let reconciling = object.condition("Reconciling"), reconciling.isTrue {
            let failure = object.ready.flatMap { $0.isFalse ? $0 : nil }
            if let failure, failure.reason == "DependencyNotReady" {
                return .progressing(reason: blocked(object, failure))
            }
            return .progressing(
                reason:
                    "\(object.title) is being reconciled\(words(reconciling))\(failure.map { "; \($0.words)" } ?? "")")
        }
        return nil
    }

    private func unhandled(_ object: FluxObject) -> Observation? {
        guard let requestedAt, !object.hasHandled(requestedAt) else { return nil }
        return .progressing(
            reason: "\(object.title): its controller has not taken up the request of \(requestedAt) yet")
    }

    /// Flux tries again whatever fails, until it says Stalled: it may recover.
    private func failing(_ object: FluxObject, _ ready: FluxCondition) -> Observation {
        switch ready.reason {
        case "DependencyNotReady": .progressing(reason: blocked(object, ready))
        case "Progressing", "ProgressingWithRetry", "ReconciliationInProgress":
            .progressing(reason: "\(object.title): \(ready.words)")
        default: .degraded(reason: "\(object.title): \(ready.words)")
        }
    }

    /// The chain of what an object waits for, to its end: the reason stands there.
    private func blocked(_ object: FluxObject, _ ready: FluxCondition) -> String {
        var text = "\(object.title): \(ready.words)"
        var current = object
        var seen: Set<String> = [object.title]
        while let next = firstUnready(current), seen.insert(next.title).inserted, seen.count <= 6 {
            text +=
                "; \(next.title)" + (next.isSuspended ? " is suspended" : ": \(next.ready?.words ?? "is not Ready")")
            current = next
        }
        return text
    }

    private func firstUnready(_ object: FluxObject) -> FluxObject? {
        for name in object.dependencies {
            guard let found = dependencies["\(object.object.kind) \(name.description)"] else { continue }
            if found.isSuspended || found.ready?.isTrue != true { return found }
        }
        return nil
    }

    private func resume(_ object: FluxObject) -> String {
        let kind =
            switch object.object.kind {
            case "Kustomization": "kustomization"
            case "HelmRelease": "helmrelease"
            default: "source \(object.object.kind.hasPrefix("Git") ? "git" : "oci")"
            }
        return "`flux resume \(kind) \(object.object.name) -n \(object.object.namespace ?? "")` lets it go on"
    }

    private func words(_ condition: FluxCondition?) -> String {
        guard let words = condition?.words, !words.isEmpty else { return "" }
        return ": \(words)"
    }
}
