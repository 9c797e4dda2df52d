package import Foundation
package import Promotion

/// What people ask of the engine. Who may ask is decided before.
extension Engine {
    package var isRunning: Bool { running }

    /// Every pipeline, by name.
    package func status() -> [PipelineStatus] {
        let now = ports.clock.now
        return runtimes.filter { !$0.value.isRemoved }.sorted { $0.key < $1.key }
            .map { $0.value.machine.status($0.value.state, now: now) }
    }

    package func status(of pipeline: String) throws(Problem) -> PipelineStatus {
        let runtime = try runtime(pipeline)
        return runtime.machine.status(runtime.state, now: ports.clock.now)
    }

    /// Performs a command; returns once its outcome is saved, and throws why it was refused.
    package func perform(_ command: Command, in pipeline: String, by user: String) async throws(Problem) {
        _ = try runtime(pipeline)
        if let refusal = await deliver(.command(command, by: user), to: pipeline) { throw refusal }
        if case .retry(let environment) = command, let branch = definitions.environments[environment]?.branch {
            agenda.hasten(.look(branch: branch), to: ports.clock.now)
            ring()
        }
    }

    /// Promotes named tags, though the policy would choose others: resolves them, then goes every gate's way.
    package func promote(
        tags: [String: String], into environment: String, of pipeline: String, by user: String
    ) async throws(Problem) {
        let runtime = try runtime(pipeline)
        for name in tags.keys.sorted() where runtime.machine.pipeline.source(name) == nil {
            throw .permanent("\(pipeline) has no source \(name).")
        }
        var artifacts: [Artifact] = []
        for source in runtime.machine.pipeline.sources {
            if let tag = tags[source.name] {
                artifacts.append(try await scanner.artifact(named: tag, of: source))
            } else if let artifact = runtime.state.releases.last?.artifact(of: source.name) {
                artifacts.append(artifact)
            } else {
                throw .permanent("No version of \(source.name) is known yet.", remedy: "Name one: \(source.name)=TAG.")
            }
        }
        try await perform(.promoteArtifacts(environment: environment, artifacts), in: pipeline, by: user)
    }

    /// The release that people mean by a number, the beginning of an id (at least 4 digits), or a tag.
    package func release(_ text: String, of pipeline: String) throws(Problem) -> Release {
        let releases = try runtime(pipeline).state.releases
        if let number = Int(text), text.count < 8, let found = releases.first(where: { $0.number == number }) {
            let others = releases.filter { $0.id != found.id && $0.artifacts.contains { $0.tag == text } }
            guard others.isEmpty else {
                throw .permanent(
                    "\(text) is the number of release \(found.id.short) and the tag of \(others[0].id.short).",
                    remedy: "Name the one that you mean by its id.")
            }
            return found
        }
        let matches = releases.filter { release in
            release.id.hex.hasPrefix(text) && text.count >= 4 || release.artifacts.contains { $0.tag == text }
        }
        guard let found = matches.last else {
            throw .permanent(
                "\(pipeline) has no release \(text).", remedy: "`sluice status \(pipeline) -o wide` lists them.")
        }
        guard matches.count == 1 || matches.allSatisfy({ $0.artifacts.contains { $0.tag == text } }) else {
            throw .permanent("\(text) is the beginning of several releases.", remedy: "Give more digits.")
        }
        return found
    }

    /// What would be committed, made on the branch's newest tip; nothing is written.
    package func preview(_ release: Release, into environment: String, of name: String) async throws(Problem) -> Preview
    {
        let runtime = try runtime(name)
        guard let stage = runtime.machine.pipeline.stage(environment),
            let branch = definitions.environments[environment]?.branch
        else { throw .permanent("\(name) has no stage \(environment).") }
        return try await preview(release, into: stage, of: name, on: branch, among: claims(on: branch))
    }

    /// Beside the engine, which parses nobody's files.
    private nonisolated func preview(
        _ release: Release, into stage: Stage, of name: String, on branch: Branch, among claims: [ClaimedStage]
    ) async throws(Problem) -> Preview {
        guard let tip = try await ports.remotes.tip(of: branch, deadline: limits.deadline) else {
            throw Problem.noBranch(branch)
        }
        let wanted = try Planner.files(of: stage, pipeline: name)
        let files = try await ports.remotes.files(wanted, at: tip, of: branch.remote)
        let made = try Planner.plan(
            release, stage: stage, pipeline: name, files: files, base: tip, among: claims)
        let changed = made.contents.sorted { $0.key < $1.key }.map { path, bytes in
            Preview.File(path: path, before: files[path] ?? [], after: bytes)
        }
        return Preview(
            stage: StageID(pipeline: name, environment: stage.environment), release: release, plan: made.plan,
            files: changed)
    }

    /// Every tag of a source, with the verdict on it and why.
    package func tags(of name: String, in pipeline: String) async throws(Problem) -> TagReport {
        let runtime = try runtime(pipeline)
        guard let source = runtime.machine.pipeline.source(name) else {
            throw .permanent(
                "\(pipeline) has no source \(name).",
                remedy: "Its sources are \(runtime.machine.pipeline.sources.map(\.name).joined(separator: ", ")).")
        }
        return try await scanner.report(source)
    }

    /// The audit log, newest first.
    package func history(
        pipeline: String?, environment: String?, before: Int?, limit: Int
    ) async throws(Problem) -> [StoredAuditRecord] {
        try await ports.store.auditRecords(
            pipeline: pipeline, environment: environment, before: before, limit: min(max(limit, 1), 1000))
    }

    package func verifyAudit() async throws(Problem) -> AuditHead { try await ports.store.verifyAudit() }
    package func backup(to path: String) async throws(Problem) { try await ports.store.backup(to: path) }

    /// A counter that moves whenever something was saved; the newest value at once.
    package func changes() -> AsyncStream<Int> {
        let id = UUID()
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self, bufferingPolicy: .bufferingNewest(1))
        watchers[id] = continuation
        continuation.onTermination = { [weak self] _ in Task { await self?.unwatch(id) } }
        continuation.yield(revision)
        return stream
    }

    private func unwatch(_ id: UUID) { watchers[id] = nil }

    func announceChange() {
        revision += 1
        for watcher in watchers.values { watcher.yield(revision) }
    }

    /// Replaces the definitions as a whole. What was not sent is planned again; what may have been sent is read back.
    package func reconfigure(_ new: Definitions) {
        generation += 1
        definitions = new
        for branch in branches.keys { branches[branch]?.forgetStages() }
        for name in runtimes.keys where new.pipelines[name] == nil {
            if let runtime = runtimes.removeValue(forKey: name) { remove(name, runtime.state) }
        }
        let now = ports.clock.now
        for (name, pipeline) in new.pipelines {
            if let runtime = runtimes[name] {
                let machine = new.machine(for: pipeline)
                if runtime.machine == machine {
                    watch(pipeline)
                } else {
                    install(pipeline, state: runtime.state)
                    runtimes[name]?.scanning = runtime.scanning
                    agenda.hasten(.scan(pipeline: name), to: now)
                    post(.reconfigured, to: name)
                }
            } else {
                install(pipeline, state: dormant.removeValue(forKey: name) ?? PipelineState(pipeline: name))
                scheduleFirst(name, now: now)
            }
        }
        branches = branches.filter { !$0.value.stages.isEmpty }
        // Read anew, for others may look at it, or it is another one; spread like a start.
        let spread = min(Double(branches.count) / 500, 60)
        for branch in branches.keys {
            agenda.hasten(
                .look(branch: branch), to: now.addingTimeInterval(jitter(branch.description, "look") * spread))
        }
        scanner.keep(new.pipelines.values.flatMap(\.sources))
        metrics.set(.pipelines, Double(new.pipelines.count))
        ring()
    }

    private func runtime(_ pipeline: String) throws(Problem) -> Runtime {
        guard let runtime = runtimes[pipeline], !runtime.isRemoved else {
            throw .permanent("There is no pipeline \(pipeline).", remedy: "`sluice status` lists them.")
        }
        return runtime
    }
}

/// What would be committed.
package struct Preview: Sendable {
    package struct File: Sendable {
        package var path: String
        package var before: [UInt8]
        package var after: [UInt8]
    }

    package var stage: StageID
    package var release: Release
    package var plan: Plan
    /// Only those that change.
    package var files: [File]
}

/// Every tag of a source and what its policy says of it.
package struct TagReport: Sendable, Codable {
    package struct Line: Sendable, Codable {
        package var tag: String
        package var wanted: Bool
        /// One sentence, or the rank.
        package var verdict: String
        package var created: Date?
    }

    package var repository: String
    package var lines: [Line]
    /// Why none is wanted, where none is.
    package var note: String?
}
