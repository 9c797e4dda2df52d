import Promotion

extension Remote {
    /// The mirror's memory of the default branch, so that the next fetch says what is here already.
    static let defaultBranch = "refs/sluice/changes/HEAD"

    /// Has the server's default branch in the mirror.
    func fetchDefaultBranch(_ call: Call, isEnough: (Repository) throws -> Bool = { _ in false }) throws {
        let repository = try soundMirror(call).repository
        guard try !isEnough(repository) else { return }
        let refs = try repository.fetch(limit: settings.limits.fetchBytes) {
            try self.fetchChannel(call)
        } wanted: { _ in
            ["HEAD"]
        }
        if let head = refs["HEAD"], try repository.target(of: Self.defaultBranch) != head {
            try repository.set(Self.defaultBranch, to: head)
        }
    }

    /// What `new` has and `old` has not; see `GitRemotes.changes`.
    func changes(from old: CommitID?, to new: CommitID, limit: Int, _ call: Call) throws -> ChangeLog {
        guard let new = ObjectID(new) else {
            throw Problem.permanent("`\(new.hex.printable)` is not a commit's id.")
        }
        try fetchDefaultBranch(call) { $0.contains(new) }
        if try !mirror().repository.contains(new) { try fetchEverything(for: new, call) }
        let repository = try mirror().repository
        guard try repository.isCommit(new) else {
            throw Problem.permanent(
                "No branch or tag of \(url) leads to commit \(new.commit.short).",
                remedy: "Check that the image was built from this repository, and that the commit was pushed.")
        }
        let limits = settings.limits
        guard let old else {
            return try repository.newest(.beginning, to: new, limit: limit, counting: limits.searchedCommits)
        }
        guard let old = ObjectID(old), try repository.isCommit(old) else {
            return try repository.newest(.unknownBase, to: new, limit: limit, counting: limits.searchedCommits)
        }
        return try repository.changes(from: old, to: new, limit: limit)
    }

    /// For commits that the default branch does not have: those of releases' branches and tags.
    private func fetchEverything(for commit: ObjectID, _ call: Call) throws {
        let repository = try soundMirror(call).repository
        _ = try repository.fetch(limit: settings.limits.fetchBytes) {
            try self.fetchChannel(call)
        } wanted: { refs in
            let exact = refs.filter { $0.value == commit && Self.isPublic($0.key) }.keys.sorted()
            return exact.isEmpty ? refs.keys.filter(Self.isPublic).sorted() : [exact[0]]
        }
        if try repository.isCommit(commit) { try repository.set("refs/sluice/changes/\(commit)", to: commit) }
    }

    private static func isPublic(_ ref: String) -> Bool {
        (ref.hasPrefix("refs/heads/") || ref.hasPrefix("refs/tags/")) && !ref.hasSuffix("^{}")
    }
}
