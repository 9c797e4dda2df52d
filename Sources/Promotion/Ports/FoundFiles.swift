/// What patterns lead to in one commit.
package struct FoundFiles: Sendable, Hashable {
    /// The files that any of the patterns matches, by path.
    package var contents: [String: [UInt8]]
    /// Why a pattern's files could not be read.
    package var problems: [FilePattern: Problem]

    package init(contents: [String: [UInt8]] = [:], problems: [FilePattern: Problem] = [:]) {
        self.contents = contents
        self.problems = problems
    }

    /// The contents, for somebody who needs these patterns. Throws the first problem that one of them has.
    package func contents(for patterns: [FilePattern]) throws(Problem) -> [String: [UInt8]] {
        for pattern in patterns {
            if let problem = problems[pattern] { throw problem }
        }
        return contents
    }
}

extension GitRemotes {
    /// Reads files for one purpose: what is wrong with one pattern is wrong with all.
    package func files(
        _ patterns: [FilePattern], at commit: CommitID, of remote: RemoteURL
    ) async throws(Problem) -> [String: [UInt8]] {
        try await read(patterns, at: commit, of: remote).contents(for: patterns)
    }
}
