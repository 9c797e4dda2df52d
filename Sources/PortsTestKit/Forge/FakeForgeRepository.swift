import Foundation
import Promotion

/// One repository of `FakeForge`: its commits, branches and merge requests.
struct FakeForgeRepository {
    struct Request {
        var request: MergeRequest
        /// Merged by the host as soon as nothing stands in its way.
        var queued: MergeOrder?
        var comments: [ForgeComment] = []
    }

    let repository: ForgeRepository
    var branches: [String: CommitID] = [:]
    private(set) var parents: [CommitID: [CommitID]] = [:]
    var requests: [Int: Request] = [:]
    var statuses: [CommitID: [CommitStatus]] = [:]
    var requiredApprovals = 0
    var requiredChecks: Set<String> = []
    var isComputing = false
    /// Whether an order to merge stands when somebody pushes, and is carried out at whatever head is there then.
    var keepsOrders = false
    /// Who may be asked for reviews; nil: everybody.
    var accounts: Set<String>?
    private var commits = 0
    /// The Git repository behind it, where it is one that others push to.
    var git: FakeHostedGit?
    /// Those of the forks that merge requests may come from.
    var forks: [ForgeRepository: FakeHostedGit] = [:]

    init(_ repository: ForgeRepository, base: String) {
        self.repository = repository
        branches[base] = commit(on: [])
    }

    /// A fork of another repository, with its commits and branches and no merge request.
    init(_ repository: ForgeRepository, of home: FakeForgeRepository) {
        self.repository = repository
        branches = home.branches
        parents = home.parents
    }

    /// Takes in a fork's commits.
    mutating func learn(from fork: FakeForgeRepository) { parents.merge(fork.parents) { own, _ in own } }

    /// As it is now, where others push to it.
    var current: FakeForgeRepository {
        var current = self
        current.onGit { _ in }
        return current
    }

    /// A new commit on these parents.
    mutating func commit(on parents: [CommitID]) -> CommitID {
        commits += 1
        let half = stableHash(["forge", repository.path, "\(commits)"])
        let commit = CommitID(hex: String((half + half + half + half).prefix(40)))
        self.parents[commit] = parents
        return commit
    }

    /// A new commit on a branch, which starts at `base` if there is none; heads of open merge requests move along.
    mutating func push(_ branch: String, from base: String) -> CommitID {
        let commit = commit(on: [branches[branch] ?? branches[base]].compactMap(\.self))
        branches[branch] = commit
        for number in requests.keys where requests[number]?.request.branches.head == branch {
            guard requests[number]?.request.isOpen == true, requests[number]?.request.branches.headRepository == nil
            else { continue }
            requests[number]?.request.head = commit
            if !keepsOrders { requests[number]?.queued = nil }
        }
        return commit
    }

    func contains(_ commit: CommitID, in tip: CommitID) -> Bool {
        if let git { return git.contains(commit, in: tip) }
        var seen: Set<CommitID> = []
        var left = [tip]
        while let next = left.popLast() {
            if next == commit { return true }
            if seen.insert(next).inserted { left += parents[next] ?? [] }
        }
        return false
    }

    func open(_ branches: MergeRequestBranches) -> MergeRequest? {
        requests.values.map(\.request).filter { $0.isOpen && $0.branches == branches }.min {
            $0.id.number < $1.id.number
        }
    }

    /// The newest status of each name.
    func checks(on commit: CommitID) -> [CommitStatus] {
        (statuses[commit] ?? []).newest
    }

    /// What stands in the way of a merge now.
    func block(of request: MergeRequest) -> MergeBlock? {
        if isComputing { return MergeBlock(.computing, "The host is still working it out.") }
        if let block = MergeBlock(required: requiredChecks, in: checks(on: request.head)) { return block }
        let approvals = request.reviews.count { $0.verdict == .approved && $0.head == request.head }
        guard approvals >= requiredApprovals else {
            return MergeBlock(.approvalsMissing, "\(approvals) of \(requiredApprovals) approvals are there.")
        }
        return nil
    }

    /// Merges whatever stands in the way; the way of an administrator.
    mutating func merge(_ number: Int, _ method: MergeMethod, by account: String, at date: Date) -> Merged? {
        guard let request = requests[number]?.request, let base = branches[request.branches.base] else { return nil }
        var commit: CommitID
        if let git {
            guard let made = git.merge(request, method, requests[number]?.queued, by: account) else { return nil }
            commit = made
        } else {
            commit = self.commit(on: method == .merge ? [base, request.head] : [base])
        }
        branches[request.branches.base] = commit
        let merged = Merged(commit: commit, at: date, by: account)
        requests[number]?.request.state = .merged(merged)
        requests[number]?.queued = nil
        return merged
    }
}
