import Promotion

/// The clauses about branches of Sluice's own in forks.
extension GitRemotesConformance {
    static func aStaleFork(_ fixture: any GitRemotesFixture) async throws {
        let fork = try await fixture.fork(isEmpty: false)
        let base = try await fixture.commit(["other.yaml": "b: 2\n", "new/file": "x\n"], message: "Move on\n")
        let outcome = await put(setTag("2", key: "k1"), fixture, in: fork)
        let commit = try standing(outcome, on: base, "A fork that is behind gets the commit, and what it stands on")
        try await requireWhole(commit, on: base, fixture, fork)
        try require(try await tip(fixture), is: nil, "The base's repository gets no branch")
        try require(try await fixture.log().first, is: base, "and its own is left alone")
        try require(
            await put(setTag("2", key: "k1"), fixture, in: fork), is: outcome,
            "Asked again it is the identical commit")
        let next = try await fixture.commit(["other.yaml": "b: 3\n"], message: "Move on again\n")
        let moved = try standing(
            await put(setTag("2", key: "k1"), fixture, known: [commit], in: fork), on: next,
            "A base that moved is followed")
        try await requireWhole(moved, on: next, fixture, fork)
    }

    static func aForkThatIsAhead(_ fixture: any GitRemotesFixture) async throws {
        let base = try await fixture.log()[0]
        let fork = try await fixture.fork(isEmpty: false)
        let main = Branch(remote: fork, name: fixture.branch.name)
        let theirs = try await fixture.commit(["app.yaml": "tag: \"9\"\n"], message: "Try something\n", on: main)
        let commit = try standing(
            await put(setTag("2", key: "k1"), fixture, in: fork), on: base,
            "A fork that has commits of its own gets the commit on the base's tip")
        try await requireWhole(commit, on: base, fixture, fork)
        try require(
            try await fixture.remotes.tip(of: main, deadline: .seconds(30)), is: theirs,
            "The fork's other branches are left alone")
    }

    static func anEmptyFork(_ fixture: any GitRemotesFixture) async throws {
        let base = try await fixture.commit(["other.yaml": "b: 2\n"], message: "Move on\n")
        let fork = try await fixture.fork(isEmpty: true)
        let commit = try standing(
            await put(setTag("2", key: "k1"), fixture, in: fork), on: base, "A fork that has nothing gets everything")
        try await requireWhole(commit, on: base, fixture, fork)
    }

    static func aForkIsNobodyElses(_ fixture: any GitRemotesFixture) async throws {
        let base = try await fixture.log()[0]
        let fork = try await fixture.fork(isEmpty: false)
        let commit = try standing(
            await put(setTag("2", key: "k1"), fixture, in: fork), on: base, "A fork gets the commit")
        // Nothing is known, as after a lost database: our own commit is told by its trailers.
        let second = try standing(
            await put(setTag("3", key: "k2"), fixture, in: fork), on: base,
            "Another promotion of the stage takes the branch over")
        try require(second != commit, "The branch has the new commit alone", seen: "the old one")
        let branch = Branch(remote: fork, name: own(known: []).name)
        let theirs = try await fixture.commit(["app.yaml": "tag: \"7\"\n"], message: "Help\n", on: branch)
        let outcome = await put(setTag("4", key: "k3"), fixture, known: [commit, second], in: fork)
        guard case .occupied(_, at: theirs) = outcome else {
            throw ConformanceFailure("Somebody else's commit in the fork stops us", seen: "\(outcome)")
        }
        try require(try await tip(fixture, in: fork), is: theirs, "and stays")
    }

    static func aReadOnlyFork(_ fixture: any GitRemotesFixture) async throws {
        let fork = try await fixture.fork(isEmpty: false)
        try await fixture.makeReadOnly(fork)
        let outcome = await put(setTag("2", key: "k1"), fixture, in: fork)
        guard case .failed(let problem) = outcome else {
            throw ConformanceFailure("A fork that takes no pushes is a failure", seen: "\(outcome)")
        }
        try require(problem.kind, is: .permanent, "that trying again does not mend")
        try require(
            problem.summary.contains(fork.description), "and names the fork", seen: problem.summary)
        try require(try await tip(fixture, in: fork), is: nil, "Nothing stands there")
    }

    private static func standing(
        _ outcome: OwnBranchOutcome, on base: CommitID, _ clause: String
    ) throws -> CommitID {
        guard case .standing(let commit, base) = outcome else { throw ConformanceFailure(clause, seen: "\(outcome)") }
        return commit
    }

    /// The fork's branch stands at the commit, and has all that leads to it.
    private static func requireWhole(
        _ commit: CommitID, on base: CommitID, _ fixture: any GitRemotesFixture, _ fork: RemoteURL
    ) async throws {
        try require(try await tip(fixture, in: fork), is: commit, "The fork's branch stands at the commit")
        try require(
            try await fixture.remotes.isAncestor(base, of: commit, in: fork), is: true, "with the base below it")
        let files = try await fixture.remotes.files(["app.yaml", "other.yaml"], at: commit, of: fork)
        try require(files.count, is: 2, "and every file")
    }
}
