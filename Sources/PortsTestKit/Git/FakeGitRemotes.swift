package import Foundation
package import Promotion
import Synchronization

/// A working Git client on a `FakeGitServer`, with the port's whole contract: compare-and-swap, durable commits, lost races,
/// answers that never came.
///
/// Its mirror outlives a daemon: give the same object to the next engine, or call `forgetMirror` for a lost disk.
package final class FakeGitRemotes: GitRemotes {
    /// Commits that were made to be sent, by branch and key.
    private struct Mirror {
        var unsent: [Branch: [String: FakeCommit]] = [:]
        var tips: [Branch: CommitID] = [:]
        var turns: [RemoteURL: Task<Void, Never>] = [:]
    }

    package let server: FakeGitServer
    private let mirror = Mutex(Mirror())
    let now: @Sendable () -> Date

    /// Lost races and unread answers after which a request fails for now.
    private static let attemptLimit = 8
    static let author = "Sluice <sluice@example.com>"

    package init(_ server: FakeGitServer, now: @escaping @Sendable () -> Date) {
        self.server = server
        self.now = now
    }

    /// Loses all that was made and not sent.
    package func forgetMirror() {
        mirror.withLock { mirror in
            mirror.unsent = [:]
            mirror.tips = [:]
        }
    }

    package func tip(of branch: Branch, deadline: Duration) async throws(Problem) -> CommitID? {
        let tip = try server.readTip(of: branch)
        mirror.withLock { $0.tips[branch] = tip }
        return tip
    }

    package func rememberedTip(of branch: Branch) async -> CommitID? { mirror.withLock { $0.tips[branch] } }

    package func read(
        _ patterns: [FilePattern], at commit: CommitID, of remote: RemoteURL
    ) async throws(Problem) -> FoundFiles {
        try known(commit, remote).read(patterns)
    }

    package func promotions(
        from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> [CommitTrailers] {
        let hidden: Set<CommitID> = if let base { Set(try history(of: base, remote).map(\.id)) } else { [] }
        return try history(of: tip, remote).filter { !hidden.contains($0.id) }.prefix(limit)
            .filter { $0.trailers.last("Sluice-Stage") != nil }.map(\.trailers)
    }

    package func writers(
        of patterns: [FilePattern], from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> Writers {
        func blobs(_ commit: FakeCommit) -> [String: [UInt8]] {
            commit.files.filter { file in patterns.contains { $0.matches(file.key) } }
        }
        let hidden: Set<CommitID> = if let base { Set(try history(of: base, remote).map(\.id)) } else { [] }
        var writers = Writers(tip: try known(tip, remote).writer)
        for commit in try history(of: tip, remote).filter({ !hidden.contains($0.id) }).prefix(limit) {
            let parents = try commit.parents.map { parent throws(Problem) in try known(parent, remote) }
            let own = blobs(commit)
            // A merge of what one side has already wrote nothing itself.
            guard !parents.contains(where: { blobs($0) == own }), !(parents.isEmpty && own.isEmpty) else { continue }
            writers.commits.append(commit.writer)
        }
        return writers
    }

    package func isAncestor(
        _ ancestor: CommitID, of commit: CommitID, in remote: RemoteURL
    ) async throws(Problem) -> Bool {
        try history(of: commit, remote).contains { $0.id == ancestor }
    }

    package func probePush(to remote: RemoteURL, deadline: Duration) async throws(Problem) {
        _ = try server.readTags(of: remote)
    }

    package func tags(of remote: RemoteURL, deadline: Duration) async throws(Problem) -> [GitTag] {
        try server.readTags(of: remote).map { name, commit in
            GitTag(name: name, commit: commit.id, created: commit.committedAt, author: commit.author)
        }
    }

    package func head(of branch: Branch, deadline: Duration) async throws(Problem) -> GitTag? {
        guard let tip = try server.readTip(of: branch) else { return nil }
        let commit = try known(tip, branch.remote)
        return GitTag(name: branch.name, commit: tip, created: commit.committedAt, author: commit.author)
    }

    package func changes(
        from old: CommitID?, to new: CommitID, of remote: RemoteURL, limit: Int, deadline: Duration
    ) async throws(Problem) -> ChangeLog {
        _ = try server.readTags(of: remote)
        guard server.commit(new, of: remote) != nil else {
            throw .permanent("No branch or tag of \(remote) leads to commit \(new.short).")
        }
        let history = try history(of: new, remote)
        guard let old, server.commit(old, of: remote) != nil else {
            return ChangeLog(
                old == nil ? .beginning : .unknownBase, changes: history.prefix(limit).map(\.change),
                total: history.count)
        }
        let before = try self.history(of: old, remote)
        let (added, removed) = (Set(history).subtracting(before), Set(before).subtracting(history))
        let relation: ChangeLog.Relation =
            switch (added.isEmpty, removed.isEmpty) {
            case (true, true): .same
            case (false, true): .forward
            case (true, false): .backward
            case (false, false): .diverged
            }
        return ChangeLog(
            relation, changes: history.filter(added.contains).prefix(limit).map(\.change), total: added.count,
            removed: removed.count)
    }

    package func send(
        _ requests: [CommitRequest], to branch: Branch, deadline: Duration,
        authorize: @escaping @Sendable (String) async -> Bool
    ) async -> [String: SendOutcome] {
        // One after the other for each remote.
        let turn = mirror.withLock { mirror in
            let before = mirror.turns[branch.remote]
            let turn = Task {
                await before?.value
                return await self.sendInTurn(requests, branch, authorize)
            }
            mirror.turns[branch.remote] = Task { _ = await turn.value }
            return turn
        }
        return await turn.value
    }

    private func sendInTurn(
        _ requests: [CommitRequest], _ branch: Branch, _ authorize: @Sendable (String) async -> Bool
    ) async -> [String: SendOutcome] {
        var outcomes: [String: SendOutcome] = [:]
        for attempt in 1...Self.attemptLimit {
            let open = requests.filter { outcomes[$0.key] == nil }
            if open.isEmpty { return outcomes }
            let chain: FakeCommitChain
            do throws(Problem) {
                guard let tip = try server.readTip(of: branch) else {
                    throw Problem.permanent("\(branch) does not exist.", remedy: "Make the branch.")
                }
                chain = try await build(open, on: tip, of: branch, authorize)
            } catch {
                for request in open { outcomes[request.key] = .failed(error) }
                return outcomes
            }
            if chain.commits.isEmpty { return outcomes.merging(chain.outcomes) { $1 } }
            switch server.push(chain.commits, onto: chain.base, to: branch) {
            case .accepted:
                mirror.withLock { $0.tips[branch] = chain.head.id }
                return outcomes.merging(chain.outcomes) { $1 }
            // The next round reads the branch anew: whether it is a race, or has arrived, shows there.
            case .stale, .unknown: break
            case .declined(let problem) where chain.keys.count == 1:
                for key in chain.keys { outcomes[key] = .failed(problem) }
            case .declined:
                for request in open {
                    outcomes.merge(await sendInTurn([request], branch, authorize)) { $1 }
                }
            }
            if attempt == Self.attemptLimit {
                for request in requests where outcomes[request.key] == nil {
                    outcomes[request.key] = .failed(
                        .transient("\(branch) moved \(attempt) times in a row, or did not answer."))
                }
            }
        }
        return outcomes
    }

    /// What is to be pushed onto `tip`, and what each request comes to if that push arrives.
    private func build(
        _ requests: [CommitRequest], on tip: CommitID, of branch: Branch, _ authorize: @Sendable (String) async -> Bool
    ) async throws(Problem) -> FakeCommitChain {
        var chain = FakeCommitChain(on: try known(tip, branch.remote))
        for request in requests {
            if let landed = try find(request.key, from: tip, of: branch) {
                chain.outcomes[request.key] = .landed(landed)
                continue
            }
            guard await authorize(request.key) else {
                chain.outcomes[request.key] = .notAuthorized
                continue
            }
            // While the branch stands where it was made, the identical commit is sent again.
            if let unsent = mirror.withLock({ $0.unsent[branch]?[request.key] }), unsent.parent == chain.head.id {
                chain.append(unsent, for: request.key)
                continue
            }
            switch request.prepare(chain.head.read(request.files), on: chain.head.id) {
            case .refused(let problem): chain.outcomes[request.key] = .refused(problem)
            case .alreadyDeclared: chain.outcomes[request.key] = .alreadyDeclared(at: chain.head.id)
            case .commit(let changes, let message):
                let commit = FakeCommit(
                    parent: chain.head.id, files: chain.head.files.merging(changes) { $1 }, message: message,
                    author: Self.author, committedAt: now())
                mirror.withLock { $0.unsent[branch, default: [:]][request.key] = commit }
                chain.append(commit, for: request.key)
            }
        }
        return chain
    }

    private func find(_ key: String, from tip: CommitID, of branch: Branch) throws(Problem) -> CommitID? {
        try history(of: tip, branch.remote).first { $0.trailers.last("Sluice-Promotion") == key }?.id
    }

    /// What a tip reaches, newest first.
    func history(of tip: CommitID, _ remote: RemoteURL) throws(Problem) -> [FakeCommit] {
        var found: [FakeCommit] = []
        var seen: Set<CommitID> = []
        var left = [tip]
        while !left.isEmpty {
            let id = left.removeFirst()
            guard seen.insert(id).inserted else { continue }
            let commit = try known(id, remote)
            found.append(commit)
            left += commit.parents
        }
        return found
    }

    func known(_ id: CommitID, _ remote: RemoteURL) throws(Problem) -> FakeCommit {
        guard let commit = server.commit(id, of: remote) else {
            throw .transient("The mirror of \(remote) does not have commit \(id.short) yet.")
        }
        return commit
    }
}

/// Commits that go out in one push.
private struct FakeCommitChain {
    let base: CommitID
    private(set) var head: FakeCommit
    private(set) var commits: [FakeCommit] = []
    private(set) var keys: [String] = []
    var outcomes: [String: SendOutcome] = [:]

    init(on base: FakeCommit) {
        self.base = base.id
        head = base
    }

    mutating func append(_ commit: FakeCommit, for key: String) {
        commits.append(commit)
        keys.append(key)
        outcomes[key] = .landed(commit.id)
        head = commit
    }
}
