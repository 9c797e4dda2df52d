import Foundation

extension Step {
    mutating func takeScan(_ scans: [String: SourceScan]) {
        for source in pipeline.sources {
            var known = state.sources[source.name] ?? SourceState()
            switch scans[source.name] {
            case .found(let artifacts):
                known.scannedAt = now
                known.problem = nil
                known.note = nil
                known.candidates = artifacts
            case .nothing(let why):
                known.scannedAt = now
                known.problem = nil
                known.note = why
                known.candidates = []
            case .failed(let problem):
                known.problem = problem
                known.candidates = []
            case nil:
                known.candidates = []
            }
            state.sources[source.name] = known
        }
        state.sources = state.sources.filter { pipeline.source($0.key) != nil }
    }

    /// Makes releases of what the last round found; waits until every stage was looked at once, so that a lost database
    /// finds its releases again before it makes new ones.
    mutating func cutReleases() {
        guard !pipeline.sources.isEmpty,
            pipeline.stages.allSatisfy({ self[$0.environment].current != nil || self[$0.environment].problem != nil }),
            pipeline.sources.allSatisfy({ state.sources[$0.name]?.candidates.isEmpty == false })
        else { return }
        let candidates = pipeline.sources.map { state.sources[$0.name]?.candidates ?? [] }
        for index in pipeline.sources.indices {
            state.sources[pipeline.sources[index].name]?.artifact = candidates[index].last
            state.sources[pipeline.sources[index].name]?.candidates = []
        }
        for artifacts in sets(of: candidates) { cut(artifacts) }
    }

    /// The sets of artifacts to make releases of, oldest first.
    private mutating func sets(of candidates: [[Artifact]]) -> [[Artifact]] {
        switch pipeline.cut {
        case .eachRound:
            // With one source each of its versions can be a release of its own, for stages that take every one.
            if candidates.count == 1 { return candidates[0].map { [$0] } }
            return [candidates.compactMap(\.last)]
        case .sameRevision:
            let revisions = candidates.map { Set($0.compactMap(\.revision)) }
            let common = revisions.dropFirst().reduce(revisions[0]) { $0.intersection($1) }
            guard let newest = candidates[0].last(where: { $0.revision.map(common.contains) == true })?.revision else {
                note("No source revision has an artifact of every source yet (together: revision).")
                return []
            }
            return [candidates.compactMap { $0.last { $0.revision == newest } }]
        }
    }

    private mutating func note(_ text: String, source: String? = nil) {
        for name in source.map({ [$0] }) ?? pipeline.sources.map(\.name) { state.sources[name]?.note = text }
    }

    /// Makes one release, unless it exists, a tag moved, or a version is older than one released before.
    private mutating func cut(_ artifacts: [Artifact]) {
        let id = ReleaseID(pipeline: pipeline.name, artifacts: artifacts)
        guard state.release(id) == nil else { return }
        for artifact in artifacts {
            guard let source = pipeline.source(artifact.source) else { continue }
            if !source.policy.isMutableTag, let before = released(artifact.tag, of: artifact),
                before.digest != artifact.digest
            {
                let message =
                    "\(artifact.source) \(artifact.tag) moved from \(before.digest ?? "?") to "
                    + "\(artifact.digest ?? "?"); a released tag is not released again. Push a new tag, or "
                    + "`sluice promote` it by hand."
                record("tagMoved", nil, message)
                return note(message, source: artifact.source)
            }
            if let last = state.releases.last?.artifact(of: artifact.source), last.repository == artifact.repository,
                source.policy.isOlder(artifact, than: last)
            {
                return note(
                    "\(artifact.tag) is older than \(last.tag), which was released before; "
                        + "`sluice promote` it by hand if that is wanted.",
                    source: artifact.source)
            }
        }
        add(artifacts)
    }

    /// The newest released artifact of a tag, from the same source and repository.
    private func released(_ tag: String, of artifact: Artifact) -> Artifact? {
        for release in state.releases.reversed() {
            guard let known = release.artifact(of: artifact.source) else { continue }
            if known.tag == tag, known.repository == artifact.repository { return known }
        }
        return nil
    }

    @discardableResult
    mutating func add(_ artifacts: [Artifact]) -> Release {
        state.releaseCount += 1
        let release = Release(
            pipeline: pipeline.name, artifacts: artifacts, number: state.releaseCount, cutAt: now)
        state.releases.append(release)
        record(
            "released", nil, release: release.id,
            "Release \(release.number): " + release.artifacts.map(\.reference).joined(separator: ", "))
        return release
    }

    /// Keeps what is current, in flight, pinned, soaking or rolled back to, and the fifty newest.
    mutating func forgetOldReleases() {
        guard state.releases.count > 50 else { return }
        var needed = Set(state.releases.suffix(50).map(\.id))
        for stage in state.stages.values {
            if let id = stage.current?.release { needed.insert(id) }
            if let id = stage.promotion?.release { needed.insert(id) }
            if let id = stage.pin?.release { needed.insert(id) }
            needed.formUnion(stage.verifications.suffix(10).map(\.release))
        }
        needed.formUnion(state.errands.map(\.proposal.release) + state.postings.map(\.release))
        // Under `every` whatever a stage still has to take is needed too.
        for stage in pipeline.stages where stage.queue == .every {
            needed.formUnion(state.releases.filter { standing($0, stage) != .past }.map(\.id))
        }
        state.releases.removeAll { !needed.contains($0.id) }
        for environment in state.stages.keys {
            state.stages[environment]?.verifications.removeAll { !needed.contains($0.release) }
            state.stages[environment]?.refused.removeAll { !needed.contains($0.release) }
            state.stages[environment]?.failures?.removeAll { !needed.contains($0.release) }
        }
    }
}
