import Promotion

/// The clauses about branches of Sluice's own.
extension GitRemotesConformance {
    static func anOwnBranch(_ fixture: any GitRemotesFixture) async throws {
        let log = try await fixture.log()
        let outcome = await put(setTag("2", key: "k1"), fixture)
        guard case .standing(let commit, let base) = outcome else {
            throw ConformanceFailure("A branch of our own gets the commit", seen: "\(outcome)")
        }
        try require(base, is: log[0], "It is made on the base's tip")
        try require(try await fixture.log(), is: log, "The base is left alone")
        try require(try await tip(fixture), is: commit, "The branch stands at the commit")
        try require(
            await put(setTag("2", key: "k1"), fixture), is: outcome, "Asked again it is the identical commit")
        try require(
            try await fixture.remotes.isAncestor(base, of: commit, in: fixture.branch.remote), is: true,
            "The base is its ancestor")
        try require(
            await put(setTag("1", key: "k2"), fixture, known: [commit]), is: .alreadyDeclared(at: base),
            "What the base declares already makes no branch")
        let problem = Problem.permanent("No such place.")
        let refusing = CommitRequest(key: "k3", files: ["app.yaml"]) { _, _ in .refused(problem) }
        try require(
            await put(refusing, fixture, known: [commit]), is: .refused(problem), "What cannot be prepared is refused")
        try require(try await tip(fixture), is: commit, "Neither moves the branch")
    }

    static func anOwnBranchMoves(_ fixture: any GitRemotesFixture) async throws {
        guard case .standing(let first, _) = await put(setTag("2", key: "k1"), fixture) else {
            throw ConformanceFailure("A branch of our own gets the commit", seen: "something else")
        }
        let other = try await fixture.commit(["other.yaml": "b: 2\n"], message: "Change another\n")
        guard case .standing(let second, let base) = await put(setTag("2", key: "k1"), fixture, known: [first]) else {
            throw ConformanceFailure("A base that moved is no failure", seen: "something else")
        }
        try require(base, is: other, "The commit is made again on the base's new tip")
        // Nothing is known, as after a lost database: our own commit is told by its trailers.
        let third = await put(setTag("3", key: "k2"), fixture)
        guard case .standing(let commit, base: other) = third, commit != second else {
            throw ConformanceFailure("Another promotion of the stage takes the branch over", seen: "\(third)")
        }
        try require(try await tip(fixture), is: commit, "The branch has the new commit alone")
        let denied = await fixture.remotes.put(
            setTag("4", key: "k3"), on: fixture.branch, as: own(known: []), deadline: .seconds(30)
        ) { false }
        try require(denied, is: .notAuthorized, "Without authority nothing moves")
        try require(try await tip(fixture), is: commit, "The branch stands where it stood")
    }

    static func anOwnBranchIsNobodyElses(_ fixture: any GitRemotesFixture) async throws {
        guard case .standing(let ours, _) = await put(setTag("2", key: "k1"), fixture) else {
            throw ConformanceFailure("A branch of our own gets the commit", seen: "something else")
        }
        let theirs = try await fixture.commit(
            ["app.yaml": "tag: \"7\"\n"], message: "Help\n",
            on: Branch(remote: fixture.branch.remote, name: own(known: []).name))
        let outcome = await put(setTag("3", key: "k2"), fixture, known: [ours])
        guard case .occupied(_, at: theirs) = outcome else {
            throw ConformanceFailure("Somebody else's commit stops us", seen: "\(outcome)")
        }
        try require(try await tip(fixture), is: theirs, "and stays")
    }

    static func own(known: Set<CommitID>, fork: RemoteURL? = nil) -> OwnBranch {
        OwnBranch(
            name: "sluice/web/dev", known: known, stage: StageID(pipeline: "web", environment: "dev"), fork: fork)
    }

    static func put(
        _ request: CommitRequest, _ fixture: any GitRemotesFixture, known: Set<CommitID> = [], in fork: RemoteURL? = nil
    ) async -> OwnBranchOutcome {
        await fixture.remotes.put(
            request, on: fixture.branch, as: own(known: known, fork: fork), deadline: .seconds(30)
        ) { true }
    }

    /// Where Sluice's own branch stands.
    static func tip(_ fixture: any GitRemotesFixture, in fork: RemoteURL? = nil) async throws -> CommitID? {
        let branch = Branch(remote: fork ?? fixture.branch.remote, name: own(known: []).name)
        return try await fixture.remotes.tip(of: branch, deadline: .seconds(30))
    }
}
