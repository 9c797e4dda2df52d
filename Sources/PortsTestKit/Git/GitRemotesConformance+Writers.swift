import Promotion

/// Who wrote a file.
extension GitRemotesConformance {
    static func writersAreNamed(_ fixture: any GitRemotesFixture) async throws {
        let start = try await fixture.log()[0]
        let second = try await fixture.commit(["app.yaml": "tag: \"2\"\n"], message: "Second\n")
        let other = try await fixture.commit(["other.yaml": "b: 2\n"], message: "Another file\n")
        let third = try await fixture.commit(["app.yaml": "tag: \"3\"\n"], message: "Third\n")
        let last = try await fixture.commit(["new.yaml": "c: 3\n"], message: "Last\n")
        let remote = fixture.branch.remote
        _ = try await fixture.remotes.tip(of: fixture.branch, deadline: .seconds(30))
        func writers(
            _ patterns: [FilePattern] = [FilePattern(path: "app.yaml")], from tip: CommitID, downTo base: CommitID?,
            _ limit: Int = 100
        ) async throws -> Writers {
            try await fixture.remotes.writers(of: patterns, from: tip, downTo: base, of: remote, limit: limit)
        }
        let all = try await writers(from: last, downTo: start)
        try require(all.tip.commit, is: last, "The tip has a writer")
        try require(all.commits.map(\.commit), is: [third, second], "Commits that changed the file, newest first")
        try require(all.commits.map(\.parent), is: [other, start], "Each with the commit before it")
        try require(
            all.commits.allSatisfy { !$0.name.isEmpty && !$0.name.contains("@") && !$0.name.contains("<") },
            "A writer is a name, and no address", seen: "\(all)")
        try require(
            try await writers(from: last, downTo: second).commits.map(\.commit), is: [third], "None behind the base")
        try require(
            try await writers(from: last, downTo: start, 2).commits.map(\.commit), is: [third],
            "At most so many commits are looked at")
        try require(
            try await writers(from: last, downTo: nil).commits.map(\.commit).suffix(1), is: [start],
            "Without a base the first commit wrote it")
        try require(
            try await writers([FilePattern(matching: "*.yaml")], from: last, downTo: start).commits.map(\.commit),
            is: [last, third, other, second], "A pattern stands for every file that matches it")
        try require(
            try await writers([FilePattern(path: "missing.yaml")], from: last, downTo: nil).commits, is: [],
            "Nobody wrote a file that there is not")
        try require(try await writers(from: last, downTo: last).commits, is: [], "None from the base itself on")
    }
}
