package import Promotion

/// What commits hold, for reconcilers that read it themselves.
package struct CommitFiles: Sendable {
    private let read: @Sendable ([FilePattern], CommitID, Branch) async throws(Problem) -> [String: [UInt8]]

    package init(
        _ read: @escaping @Sendable ([FilePattern], CommitID, Branch) async throws(Problem) -> [String: [UInt8]]
    ) { self.read = read }

    /// Nothing can be read.
    package static let none = CommitFiles { _, _, branch throws(Problem) in
        throw .permanent("There is no mirror of \(branch.remote) to read from.")
    }

    /// Read from the mirrors; a commit that is not there, as the mirror was lost or others pushed it, is fetched.
    package init(of remotes: any GitRemotes) {
        self.init { patterns, commit, branch throws(Problem) in
            do throws(Problem) {
                return try await remotes.files(patterns, at: commit, of: branch.remote)
            } catch {
                guard error.isTransient else { throw error }
            }
            _ = try await remotes.tip(of: branch, deadline: .seconds(30))
            return try await remotes.files(patterns, at: commit, of: branch.remote)
        }
    }

    /// The files that match any of the patterns, by path.
    func files(
        _ patterns: [FilePattern], at commit: CommitID, of branch: Branch
    ) async throws(Problem) -> [String: [UInt8]] {
        try await read(patterns, commit, branch)
    }
}
