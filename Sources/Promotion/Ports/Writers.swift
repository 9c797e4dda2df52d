/// Who wrote some files of a branch.
package struct Writers: Sendable, Hashable {
    /// Who made the branch's tip.
    package var tip: Writer
    /// The commits in which the files are others than in each of the commit's parents, newest first.
    package var commits: [Writer]

    package init(tip: Writer, commits: [Writer] = []) {
        self.tip = tip
        self.commits = commits
    }
}

/// Who made one commit.
package struct Writer: Sendable, Hashable, Codable {
    package var commit: CommitID
    /// The commit before it; of a merge, the one on the branch itself.
    package var parent: CommitID?
    /// The author's name, never the address, fit for a sentence.
    package var name: String

    /// - Parameter signature: `Name <address>`, as the commit has it.
    package init(commit: CommitID, parent: CommitID?, signature: String) {
        self.commit = commit
        self.parent = parent
        let written = String(signature.prefix { $0 != "<" }).oneLine(limit: 100)
        // Some write their address for a name; what stands before the sign is no address.
        let name = String(written.prefix { $0 != "@" })
        self.name = name.isEmpty ? "somebody" : name
    }
}

extension Writer {
    /// `Ann in 1a2b3c4d5e`
    package var words: String { "\(name) in \(commit.short)" }
}
