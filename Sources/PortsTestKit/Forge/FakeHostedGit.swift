import Promotion

/// The Git repository that a fake host shows: the one that Sluice and people push to.
struct FakeHostedGit {
    let server: FakeGitServer
    let remote: RemoteURL

    func contains(_ commit: CommitID, in tip: CommitID) -> Bool {
        var seen: Set<CommitID> = []
        var left = [tip]
        while let next = left.popLast() {
            if next == commit { return true }
            if seen.insert(next).inserted { left += server.commit(next, of: remote)?.parents ?? [] }
        }
        return false
    }

    /// As hosts do: one commit with the order's words, or the host's own.
    func merge(
        _ request: MergeRequest, _ method: MergeMethod, _ order: MergeOrder?, by account: String
    ) -> CommitID? {
        let words = [order?.subject ?? "Merge #\(request.id.number)", order?.body].compactMap(\.self)
        return server.merge(
            request.head, into: Branch(remote: remote, name: request.branches.base), isSquash: method == .squash,
            message: words.joined(separator: "\n\n") + "\n", author: "\(account) <\(account)@example.com>")
    }
}

extension FakeForgeRepository {
    /// Runs what happens on the host with the branches that Git has, and lets Git have what happened.
    mutating func onGit<Value>(_ body: (inout FakeForgeRepository) -> Value) -> Value {
        guard let git else { return body(&self) }
        branches = git.server.branches(of: git.remote)
        for number in requests.keys where requests[number]?.request.isOpen == true {
            guard let from = requests[number]?.request.branches else { continue }
            let home = from.headRepository.flatMap { forks[$0] } ?? git
            guard let head = home.server.tip(of: Branch(remote: home.remote, name: from.head)) else { continue }
            git.server.bring(head, from: home.remote, to: git.remote)
            requests[number]?.request.head = head
        }
        let before = branches
        let value = body(&self)
        for name in before.keys where branches[name] == nil {
            git.server.delete(Branch(remote: git.remote, name: name))
        }
        return value
    }
}
