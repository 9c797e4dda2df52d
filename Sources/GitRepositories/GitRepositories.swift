package import Promotion
import Synchronization

/// Git remotes over SSH or HTTPS: one bare mirror, one connection and one queue for each.
package final class GitRepositories: GitRemotes {
    let settings: RemoteSettings
    let pool: BlockingPool
    let remotes = Mutex<[RemoteURL: Remote]>([:])
    let sessions: IdleKeeper
    let mirrors: IdleKeeper
    /// For what is answered from the mirror alone; longer only behind an operation that hangs.
    let localDeadline = Duration.seconds(120)

    package init(_ settings: RemoteSettings, pool: BlockingPool = .shared) {
        self.settings = settings
        self.pool = pool
        sessions = IdleKeeper(limit: settings.limits.idleSessions)
        mirrors = IdleKeeper(limit: settings.limits.idleMirrors)
    }

    package func tip(of branch: Branch, deadline: Duration) async throws(Problem) -> CommitID? {
        try await online(branch.remote, .branch(branch.name), deadline) { remote, call in
            try remote.tip(of: branch.name, call)?.commit
        }
    }

    package func rememberedTip(of branch: Branch) async -> CommitID? {
        let remote = remote(branch.remote)
        if let tip = remote.tips.withLock({ $0[branch.name] }) { return tip.commit }
        return try? await remote.exclusively(within: localDeadline) { remote, _ in
            try remote.rememberedTip(of: branch.name)?.commit
        }
    }

    package func read(
        _ patterns: [FilePattern], at commit: CommitID, of remote: RemoteURL
    ) async throws(Problem) -> FoundFiles {
        try await self.remote(remote).exclusively(within: localDeadline) { remote, _ in
            try remote.read(patterns, at: commit)
        }
    }

    package func promotions(
        from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> [CommitTrailers] {
        try await self.remote(remote).exclusively(within: localDeadline) { remote, _ in
            try remote.promotions(from: tip, downTo: base, limit: limit)
        }
    }

    package func writers(
        of patterns: [FilePattern], from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> Writers {
        try await self.remote(remote).exclusively(within: localDeadline) { remote, _ in
            try remote.writers(of: patterns, from: tip, downTo: base, limit: limit)
        }
    }

    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in remote: RemoteURL
    ) async throws(Problem) -> Bool {
        try await self.remote(remote).exclusively(within: localDeadline) { remote, _ in
            try remote.isAncestor(ancestor, of: commit)
        }
    }

    package func send(
        _ requests: [CommitRequest], to branch: Branch, deadline: Duration,
        authorize: @escaping @Sendable (String) async -> Bool
    ) async -> [String: SendOutcome] {
        do {
            return try await online(branch.remote, .branch(branch.name), deadline) { remote, call in
                await remote.send(requests, to: branch.name, call, authorize: authorize)
            }
        } catch {
            return Dictionary(requests.map { ($0.key, .failed(error)) }) { first, _ in first }
        }
    }

    package func put(
        _ request: CommitRequest, on base: Branch, as own: OwnBranch, deadline: Duration,
        authorize: @escaping @Sendable () async -> Bool
    ) async -> OwnBranchOutcome {
        do {
            return try await online(base.remote, .branch(base.name), deadline) { remote, call in
                await remote.put(request, on: base.name, as: own, call, authorize: authorize)
            }
        } catch {
            return .failed(error)
        }
    }

    package func probePush(to remote: RemoteURL, deadline: Duration) async throws(Problem) {
        try await self.remote(remote).exclusively(within: deadline) { remote, call in try remote.probePush(call) }
    }

    package func tags(of remote: RemoteURL, deadline: Duration) async throws(Problem) -> [GitTag] {
        try await online(remote, .tags, deadline) { remote, call in try remote.tags(call) }
    }

    package func head(of branch: Branch, deadline: Duration) async throws(Problem) -> GitTag? {
        try await online(branch.remote, .branch(branch.name), deadline) { remote, call in
            try remote.head(of: branch.name, call)
        }
    }

    package func changes(
        from: CommitID?, to: CommitID, of remote: RemoteURL, limit: Int, deadline: Duration
    ) async throws(Problem) -> ChangeLog {
        try await online(remote, .defaultBranch, deadline) { remote, call in
            try remote.changes(from: from, to: to, limit: limit, call)
        }
    }

    private func remote(_ url: RemoteURL) -> Remote {
        remotes.withLock { remotes in
            if let remote = remotes[url] { return remote }
            let remote = Remote(url, settings, pool: pool)
            remotes[url] = remote
            return remote
        }
    }

    /// Runs what speaks to the server, and looks after the remote when the caller has its answer.
    private func online<Value: Sendable>(
        _ url: RemoteURL, _ first: FirstFetch, _ duration: Duration,
        _ body: @escaping @Sendable (isolated Remote, Remote.Call) async throws -> Value
    ) async throws(Problem) -> Value {
        let deadline = ContinuousClock.now + duration
        let remote = remote(url)
        defer { Task { await lookAfter(remote) } }
        do {
            try await remote.ensure(first, by: deadline)
        } catch {
            throw Problem(error, with: url)
        }
        return try await remote.exclusively(within: max(.zero, deadline - .now), body)
    }
}
