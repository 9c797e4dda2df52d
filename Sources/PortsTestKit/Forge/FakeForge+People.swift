import Foundation
package import Promotion
import Synchronization

/// What people and machines do on the host, and what a test does to the calls.
extension FakeForge {
    package func create(_ repository: ForgeRepository, base: String = "main") {
        state.withLock { $0.repositories[repository] = FakeForgeRepository(repository, base: base) }
    }

    /// A copy of a repository, from which merge requests into it may come.
    package func fork(_ repository: ForgeRepository, to fork: ForgeRepository) {
        state.withLock { state in
            state.repositories[fork] = state.repositories[repository].map { FakeForgeRepository(fork, of: $0) }
        }
    }

    /// A repository whose branches are those that others push to and read by Git.
    package func create(_ repository: ForgeRepository, on git: FakeGitServer, _ remote: RemoteURL) {
        state.withLock { state in
            var hosted = FakeForgeRepository(repository, base: "main")
            hosted.git = FakeHostedGit(server: git, remote: remote)
            state.repositories[repository] = hosted
        }
    }

    /// A fork whose branches, like those of the repository itself, are the ones that others push to and read by Git.
    package func fork(
        _ repository: ForgeRepository, to fork: ForgeRepository, on git: FakeGitServer, _ remote: RemoteURL
    ) {
        create(fork, on: git, remote)
        state.withLock { $0.repositories[repository]?.forks[fork] = FakeHostedGit(server: git, remote: remote) }
    }

    /// Somebody pushes a new commit to a branch, which starts at `base` if there is none.
    @discardableResult
    package func push(_ branch: String, to repository: ForgeRepository, from base: String = "main") -> CommitID? {
        change(repository) { $0.push(branch, from: base) }
    }

    package func tip(of branch: String, in repository: ForgeRepository) -> CommitID? {
        state.withLock { $0.repositories[repository]?.branches[branch] }
    }

    package func review(_ id: MergeRequestID, _ verdict: Review.Verdict = .approved, by account: String) {
        state.withLock { state in
            let now = clock?() ?? state.now + 1
            state.now = now
            state.repositories[id.repository]?.onGit { repository in
                guard var entry = repository.requests[id.number] else { return }
                entry.request.reviews.removeAll { $0.account == account }
                entry.request.reviews.append(
                    Review(account: account, verdict: verdict, at: now, head: entry.request.head))
                entry.request.reviewers.removeAll { $0 == account }
                repository.requests[id.number] = entry
                Self.mergeQueued(in: &repository, at: now)
            }
        }
    }

    package func closeByPerson(_ id: MergeRequestID) {
        change(id.repository) { $0.requests[id.number]?.request.state = .closed }
    }

    package func reopen(_ id: MergeRequestID) {
        change(id.repository) { $0.requests[id.number]?.request.state = .open }
    }

    package func retarget(_ id: MergeRequestID, to base: String) {
        change(id.repository) { $0.requests[id.number]?.request.branches.base = base }
    }

    package func edit(_ id: MergeRequestID, title: String) {
        change(id.repository) { $0.requests[id.number]?.request.title = title }
    }

    /// A person merges it, whatever stands in the way.
    @discardableResult
    package func mergeByPerson(_ id: MergeRequestID, _ account: String = "alice") -> CommitID? {
        state.withLock { state in
            state.now = clock?() ?? state.now + 1
            let now = state.now
            return state.repositories[id.repository]?
                .onGit { $0.merge(id.number, .merge, by: account, at: now) }?.commit
        }
    }

    package func comments(on id: MergeRequestID) -> [ForgeComment] {
        state.withLock { $0.repositories[id.repository]?.requests[id.number]?.comments } ?? []
    }

    package func comment(_ text: String, on id: MergeRequestID, by account: String) {
        change(id.repository) { $0.requests[id.number]?.comments.append(ForgeComment(account, text)) }
    }

    package func protect(_ repository: ForgeRepository, approvals: Int = 0, checks: Set<String> = []) {
        change(repository) {
            $0.requiredApprovals = approvals
            $0.requiredChecks = checks
        }
    }

    /// A machine says how a check stands.
    package func check(
        _ name: String, _ checked: CommitStatus.State, on commit: CommitID, in repository: ForgeRepository
    ) {
        state.withLock { state in
            let now = state.now
            guard var found = state.repositories[repository] else { return }
            found.onGit {
                $0.statuses[commit, default: []].append(CommitStatus(name: name, state: checked, summary: ""))
                Self.mergeQueued(in: &$0, at: now)
            }
            state.repositories[repository] = found
        }
    }

    package func statuses(on commit: CommitID, in repository: ForgeRepository) -> [CommitStatus] {
        state.withLock { $0.repositories[repository]?.checks(on: commit) } ?? []
    }

    /// The host lets go of a merge that it was to make by itself.
    package func dropQueued(_ id: MergeRequestID) {
        change(id.repository) { $0.requests[id.number]?.queued = nil }
    }

    /// Orders to merge stand from now on when somebody pushes, as GitHub's auto-merge does for whoever may write.
    package func keepOrders(in repository: ForgeRepository) {
        change(repository) { $0.keepsOrders = true }
    }

    /// Whether the host is still working out what could be merged.
    package func compute(_ repository: ForgeRepository, _ isComputing: Bool) {
        change(repository) { $0.isComputing = isComputing }
    }

    /// Only these accounts are known from now on: a change that names another reviewer is refused as a whole.
    package func know(_ accounts: Set<String>, in repository: ForgeRepository) {
        change(repository) { $0.accounts = accounts }
    }

    /// Every merge request that there ever was, by number.
    package func requests(of repository: ForgeRepository) -> [MergeRequest] {
        (change(repository) { $0.requests.values.map(\.request) } ?? [])
            .sorted { $0.id.number < $1.id.number }
    }

    /// How many merge requests there are, in any state.
    package func count(of repository: ForgeRepository) -> Int {
        state.withLock { $0.repositories[repository]?.requests.count } ?? 0
    }

    /// The next calls of this kind throw these and do nothing.
    package func failNext(_ call: Call, _ problems: Problem...) {
        state.withLock { $0.faults[call, default: []] += problems.map { .refused($0) } }
    }

    /// The next call of this kind does its work, and its answer is lost on the way.
    package func loseNextAnswer(to call: Call) {
        state.withLock { $0.faults[call, default: []].append(.answerLost) }
    }

    @discardableResult
    private func change<Value: Sendable>(
        _ name: ForgeRepository, _ body: @Sendable (inout FakeForgeRepository) -> Value
    ) -> Value? {
        state.withLock { state in
            guard var repository = state.repositories[name] else { return nil }
            defer { state.repositories[name] = repository }
            return repository.onGit(body)
        }
    }
}
