package import Foundation
package import Promotion

/// A commit of the fake Git: a whole tree, and the one before it.
package struct FakeCommit: Sendable, Hashable {
    package let id: CommitID
    package let parent: CommitID?
    /// The second parent of a merge.
    package let merged: CommitID?
    package let files: [String: [UInt8]]
    package let message: String
    package let author: String
    package let committedAt: Date
    /// The trailers of the message's last paragraph, where all of its lines are trailers (git-interpret-trailers).
    package let trailers: CommitTrailers

    /// The id follows from the rest, as in Git.
    package init(
        parent: CommitID?, merging merged: CommitID? = nil, files: [String: [UInt8]], message: String, author: String,
        committedAt: Date
    ) {
        self.parent = parent
        self.merged = merged
        self.files = files
        self.message = message
        self.author = author
        self.committedAt = committedAt
        let tree = files.sorted { $0.key < $1.key }.flatMap {
            [$0.key, stableHash([$0.value.map { String($0) }.joined(separator: " ")])]
        }
        id = CommitID(
            hex: stableHash(
                ["commit", parent?.hex ?? "", merged?.hex ?? "", message, author, "\(Timestamp(committedAt))"] + tree))
        trailers = CommitTrailers(commit: id, committedAt: committedAt, trailers: Self.trailers(of: message))
    }

    /// As a person reads of it.
    package var change: Change { Change(commit: id, message: message, author: author, at: committedAt) }

    var writer: Writer { Writer(commit: id, parent: parent, signature: author) }

    package var parents: [CommitID] { [parent, merged].compactMap(\.self) }

    /// The commit's own files that patterns lead to.
    package func read(_ patterns: [FilePattern]) -> FoundFiles {
        var found = FoundFiles()
        for pattern in patterns {
            let matching = files.filter { pattern.matches($0.key) }
            if matching.count > FilePattern.mostMatches {
                found.problems[pattern] = pattern.matchesTooMany
            } else {
                found.contents.merge(matching) { $1 }
            }
        }
        return found
    }

    private static func trailers(of message: String) -> [CommitTrailers.Trailer] {
        var lines: [CommitTrailers.Trailer] = []
        let paragraphs = message.split(separator: "\n", omittingEmptySubsequences: false).split {
            $0.allSatisfy(\.isWhitespace)
        }
        if paragraphs.count > 1, let last = paragraphs.last {
            let parsed = last.map { line -> CommitTrailers.Trailer? in
                guard let colon = line.firstIndex(of: ":"), line[..<colon].allSatisfy({ $0.isLetter || $0 == "-" })
                else { return nil }
                let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                return .init(key: String(line[..<colon]), value: value)
            }
            if parsed.allSatisfy({ $0 != nil }) { lines = parsed.compactMap(\.self) }
        }
        return lines
    }
}
