package import Foundation
package import Promotion
import Synchronization

/// The servers that hold the repositories: what other people do there, and how they fail.
package final class FakeGitServer: Sendable {
    /// What befalls a push.
    package enum PushFault: Sendable {
        /// Another writer is faster: these files change first, so that the push is stale.
        case race([String: [UInt8]])
        /// The connection breaks, and nothing has arrived.
        case cutBefore
        /// The push arrives, and the connection breaks before the answer.
        case cutAfter
        /// A hook or a protected branch says no.
        case declined(Problem)
    }

    /// What the sender sees of a push.
    enum PushAnswer {
        case accepted
        /// The branch stood elsewhere.
        case stale
        case declined(Problem)
        case unknown
    }

    private struct Repository {
        var branches: [String: CommitID] = [:]
        var tags: [String: CommitID] = [:]
        var commits: [CommitID: FakeCommit] = [:]
    }

    private struct State {
        var repositories: [RemoteURL: Repository] = [:]
        var pushFaults: [Branch: [PushFault]] = [:]
        var refused: [String: Problem] = [:]
        var readOnly: Set<RemoteURL> = []
        var outages: [RemoteURL: Problem] = [:]
        var failures: [RemoteURL: [Problem]] = [:]
        var pushes: [Branch: Int] = [:]
    }

    private let state = Mutex(State())
    private let now: @Sendable () -> Date

    /// `now` dates commits: a test's clock.
    package init(now: @escaping @Sendable () -> Date) { self.now = now }

    // MARK: What people do

    /// Makes a branch, and its repository where that is missing, with one commit of these files.
    @discardableResult
    package func create(_ branch: Branch, files: [String: String]) -> CommitID {
        let commit = FakeCommit(
            parent: nil, files: files.mapValues { Array($0.utf8) }, message: "Begin\n", author: "Ann <ann@example.com>",
            committedAt: now())
        state.withLock { state in
            var repository = state.repositories[branch.remote] ?? Repository()
            repository.commits[commit.id] = commit
            repository.branches[branch.name] = commit.id
            state.repositories[branch.remote] = repository
        }
        return commit.id
    }

    /// Another writer's commit on top of a branch that exists; nil as contents deletes a file.
    @discardableResult
    package func commit(
        _ changes: [String: [UInt8]?], to branch: Branch, message: String = "Change something\n",
        author: String = "Ann <ann@example.com>"
    ) -> CommitID? {
        state.withLock { Self.commit(changes, to: branch, message: message, author: author, now(), &$0) }
    }

    /// A copy of a repository as it is now, or an empty one.
    package func fork(_ remote: RemoteURL, to fork: RemoteURL, isEmpty: Bool = false) {
        state.withLock { $0.repositories[fork] = isEmpty ? Repository() : $0.repositories[remote] }
    }

    package func tag(_ name: String, at commit: CommitID, of remote: RemoteURL) {
        state.withLock { $0.repositories[remote]?.tags[name] = commit }
    }

    package func delete(_ branch: Branch) {
        state.withLock { $0.repositories[branch.remote]?.branches[branch.name] = nil }
    }

    // MARK: What a judge reads

    package func tip(of branch: Branch) -> CommitID? {
        state.withLock { $0.repositories[branch.remote]?.branches[branch.name] }
    }

    /// A branch's commits, newest first.
    package func log(_ branch: Branch) -> [FakeCommit] {
        state.withLock { state in
            guard let repository = state.repositories[branch.remote] else { return [] }
            var commits: [FakeCommit] = []
            var next = repository.branches[branch.name]
            while let id = next, let commit = repository.commits[id] {
                commits.append(commit)
                next = commit.parent
            }
            return commits
        }
    }

    /// A file at a branch's tip, as text.
    package func text(_ path: String, on branch: Branch) -> String? {
        log(branch).first?.files[path].map { String(decoding: $0, as: UTF8.self) }
    }

    /// How many pushes have arrived or were refused.
    package func pushCount(_ branch: Branch) -> Int { state.withLock { $0.pushes[branch] ?? 0 } }

    // MARK: How it fails

    /// The next pushes to a branch meet these, one each.
    package func failNextPushes(_ faults: PushFault..., to branch: Branch) {
        state.withLock { $0.pushFaults[branch, default: []] += faults }
    }

    /// Every push that brings this promotion's commit is declined, until `problem` is nil again.
    package func refuse(_ key: String, _ problem: Problem?) { state.withLock { $0.refused[key] = problem } }

    /// No push to this repository is taken any more.
    package func makeReadOnly(_ remote: RemoteURL) { state.withLock { _ = $0.readOnly.insert(remote) } }

    /// The next reads of a remote throw these, one each.
    package func failNextReads(_ problems: Problem..., of remote: RemoteURL) {
        state.withLock { $0.failures[remote, default: []] += problems }
    }

    /// Nothing reaches a remote until `problem` is nil again.
    package func setOutage(_ problem: Problem?, of remote: RemoteURL) {
        state.withLock { $0.outages[remote] = problem }
    }

    // MARK: What a host does

    /// The branches of a repository, with what each stands at.
    package func branches(of remote: RemoteURL) -> [String: CommitID] {
        state.withLock { $0.repositories[remote]?.branches ?? [:] }
    }

    /// A repository gets a commit that another one has, with what leads to it: hosts keep the heads of merge requests from
    /// forks, and pushes bring what is missing.
    func bring(_ head: CommitID, from source: RemoteURL, to remote: RemoteURL) {
        state.withLock { state in
            guard let known = state.repositories[source]?.commits else { return }
            var left = [head]
            while let id = left.popLast(), let repository = state.repositories[remote] {
                guard repository.commits[id] == nil, let commit = known[id] else { continue }
                state.repositories[remote]?.commits[id] = commit
                left += commit.parents
            }
        }
    }

    /// Merges a commit's own changes into a branch; nil where either is not there.
    func merge(
        _ head: CommitID, into branch: Branch, isSquash: Bool, message: String, author: String
    ) -> CommitID? {
        state.withLock { state in
            guard let repository = state.repositories[branch.remote], let commit = repository.commits[head],
                let tip = repository.branches[branch.name], var files = repository.commits[tip]?.files
            else { return nil }
            let before = commit.parent.flatMap { repository.commits[$0]?.files } ?? [:]
            for (path, contents) in commit.files where before[path] != contents { files[path] = contents }
            let merge = FakeCommit(
                parent: tip, merging: isSquash ? nil : head, files: files, message: message, author: author,
                committedAt: now())
            state.repositories[branch.remote]?.commits[merge.id] = merge
            state.repositories[branch.remote]?.branches[branch.name] = merge.id
            return merge.id
        }
    }

    // MARK: What a client asks

    func readTip(of branch: Branch) throws(Problem) -> CommitID? {
        try read(branch.remote) { $0.branches[branch.name] }
    }

    func readTags(of remote: RemoteURL) throws(Problem) -> [(name: String, commit: FakeCommit)] {
        try read(remote) { repository in
            repository.tags.sorted { $0.key < $1.key }.compactMap { name, id in
                repository.commits[id].map { (name, $0) }
            }
        }
    }

    /// A commit that some branch had at some time, as a mirror has it.
    package func commit(_ id: CommitID, of remote: RemoteURL) -> FakeCommit? {
        state.withLock { $0.repositories[remote]?.commits[id] }
    }

    /// Makes a branch of one commit, or moves it from `old`, if it still stands there.
    func put(_ commit: FakeCommit, from old: CommitID?, on branch: Branch) -> PushAnswer {
        state.withLock { state in
            guard state.outages[branch.remote] == nil else { return .unknown }
            state.pushes[branch, default: 0] += 1
            let hasFault = state.pushFaults[branch]?.isEmpty == false
            var isAnswered = true
            switch hasFault ? state.pushFaults[branch]?.removeFirst() : nil {
            case .cutBefore: return .unknown
            case .cutAfter: isAnswered = false
            case .declined(let problem): return .declined(problem)
            case .race, nil: break
            }
            guard !state.readOnly.contains(branch.remote) else {
                return .declined(.permanent("\(branch.remote) takes no pushes.", remedy: "Allow them."))
            }
            guard state.repositories[branch.remote]?.branches[branch.name] == old else { return .stale }
            state.repositories[branch.remote]?.commits[commit.id] = commit
            state.repositories[branch.remote]?.branches[branch.name] = commit.id
            return isAnswered ? .accepted : .unknown
        }
    }

    /// Moves a branch from `old` to the last of a chain of commits, if it still stands at `old`.
    func push(_ chain: [FakeCommit], onto old: CommitID, to branch: Branch) -> PushAnswer {
        state.withLock { state in
            guard state.outages[branch.remote] == nil else { return .unknown }
            state.pushes[branch, default: 0] += 1
            var isAnswered = true
            let hasFault = state.pushFaults[branch]?.isEmpty == false
            switch hasFault ? state.pushFaults[branch]?.removeFirst() : nil {
            case .race(let files):
                _ = Self.commit(
                    files, to: branch, message: "Be faster\n", author: "Bob <bob@example.com>", now(), &state)
            case .cutBefore: return .unknown
            case .cutAfter: isAnswered = false
            case .declined(let problem): return .declined(problem)
            case nil: break
            }
            for commit in chain {
                if let key = commit.trailers.last("Sluice-Promotion"), let problem = state.refused[key] {
                    return .declined(problem)
                }
            }
            guard let last = chain.last, state.repositories[branch.remote]?.branches[branch.name] == old else {
                return .stale
            }
            for commit in chain { state.repositories[branch.remote]?.commits[commit.id] = commit }
            state.repositories[branch.remote]?.branches[branch.name] = last.id
            return isAnswered ? .accepted : .unknown
        }
    }

    private func read<Value: Sendable>(
        _ remote: RemoteURL, _ body: (Repository) -> Value
    ) throws(Problem) -> Value {
        let answer: Result<Value, Problem> = state.withLock { state in
            if let problem = state.outages[remote] { return .failure(problem) }
            if state.failures[remote]?.isEmpty == false, let problem = state.failures[remote]?.removeFirst() {
                return .failure(problem)
            }
            guard let repository = state.repositories[remote] else {
                return .failure(.permanent("\(remote) does not exist.", remedy: "Check its address."))
            }
            return .success(body(repository))
        }
        return try answer.get()
    }

    private static func commit(
        _ changes: [String: [UInt8]?], to branch: Branch, message: String, author: String, _ now: Date,
        _ state: inout State
    ) -> CommitID? {
        guard let tip = state.repositories[branch.remote]?.branches[branch.name],
            var files = state.repositories[branch.remote]?.commits[tip]?.files
        else { return nil }
        for (path, contents) in changes { files[path] = contents }
        let commit = FakeCommit(parent: tip, files: files, message: message, author: author, committedAt: now)
        state.repositories[branch.remote]?.commits[commit.id] = commit
        state.repositories[branch.remote]?.branches[branch.name] = commit.id
        return commit.id
    }
}
