import Foundation
package import Promotion

/// A Git client, and the server behind it, where others write too.
package protocol GitRemotesFixture: Sendable {
    var remotes: any GitRemotes { get }
    /// A branch whose tip holds `app.yaml` with `tag: "1"` and a line break, and `other.yaml`.
    var branch: Branch { get }
    /// Another writer's commit on top of a branch that exists, here or in a fork.
    func commit(_ files: [String: String], message: String, on branch: Branch) async throws -> CommitID
    /// A fork of the branch's repository as it is now, or one that has nothing yet.
    func fork(isEmpty: Bool) async throws -> RemoteURL
    /// No push to the fork is taken from now on.
    func makeReadOnly(_ fork: RemoteURL) async throws
    /// Tags a commit of the branch's repository.
    func tag(_ name: String, at commit: CommitID) async throws
    /// The branch's commits, newest first, as the server has them.
    func log() async throws -> [CommitID]
    /// A file at the branch's tip, as the server has it.
    func text(_ path: String) async throws -> String?
}

extension GitRemotesFixture {
    /// Another writer's commit on top of the branch.
    func commit(_ files: [String: String], message: String) async throws -> CommitID {
        try await commit(files, message: message, on: branch)
    }
}

/// The contract of `GitRemotes`, clause by clause. Each check gets a new fixture.
package enum GitRemotesConformance {
    /// Throws the first clause that is not kept.
    package static func check(_ makeFixture: () async throws -> any GitRemotesFixture) async throws {
        for clause in [
            readsWhatIsThere, aBadPatternStandsAlone, aCommitLands, aKeyLandsOnce, aBatchIsAChain,
            aMovedBranchIsPreparedAgain,
            nothingWithoutAuthority, refusalsStandAlone, declaredNeedsNoCommit, othersAreNeverLost, promotionsAreListed,
            writersAreNamed,
            aProbeChangesNothing, tagsAndHeads, changesBetweenCommits, anOwnBranch, anOwnBranchMoves,
            anOwnBranchIsNobodyElses, aStaleFork, aForkThatIsAhead, anEmptyFork, aForkIsNobodyElses, aReadOnlyFork,
        ] {
            try await clause(try await makeFixture())
        }
    }

    private static let deadline = Duration.seconds(30)

    private static func readsWhatIsThere(_ fixture: any GitRemotesFixture) async throws {
        let remotes = fixture.remotes
        let tip = try require(try await remotes.tip(of: fixture.branch, deadline: deadline), "A branch has a tip")
        try require(try await fixture.log().first, is: tip, "The tip is the server's")
        let files = try await remotes.files(["app.yaml", "missing.yaml"], at: tip, of: fixture.branch.remote)
        try require(
            files, is: ["app.yaml": Array("tag: \"1\"\n".utf8)], "Files are read as they are; a missing path is missing"
        )
        let matching = [FilePattern(matching: "ap?.yaml"), FilePattern(matching: "no/**/such.yaml")]
        try require(
            try await remotes.files(matching, at: tip, of: fixture.branch.remote), is: files,
            "A pattern reads the files that match it")
        let nowhere = Branch(remote: fixture.branch.remote, name: "nowhere")
        try require(
            try await remotes.tip(of: nowhere, deadline: deadline), is: nil, "A branch that does not exist has no tip")
        let next = try await fixture.commit(["app.yaml": "tag: \"2\"\n"], message: "Bump\n")
        try require(
            try await remotes.tip(of: fixture.branch, deadline: deadline), is: next, "The tip is asked from the server")
        try require(
            await remotes.rememberedTip(of: fixture.branch), is: next,
            "The mirror remembers the tip that was asked for last")
        try require(
            try await remotes.isAncestor(tip, of: next, in: fixture.branch.remote), is: true,
            "The former tip is an ancestor")
        try require(
            try await remotes.isAncestor(next, of: tip, in: fixture.branch.remote), is: false,
            "The newer one is none of the older")
        try require(
            try await remotes.isAncestor(tip, of: tip, in: fixture.branch.remote), is: true,
            "A commit is its own ancestor")
    }

    private static func aBadPatternStandsAlone(_ fixture: any GitRemotesFixture) async throws {
        let many = Dictionary(uniqueKeysWithValues: (0...FilePattern.mostMatches).map { ("many/\($0)", "x") })
        let tip = try await fixture.commit(many, message: "Many\n")
        _ = try await fixture.remotes.tip(of: fixture.branch, deadline: deadline)
        let greedy = FilePattern(matching: "many/*")
        let found = try await fixture.remotes.read(["app.yaml", greedy], at: tip, of: fixture.branch.remote)
        try require(
            found.problems, is: [greedy: greedy.matchesTooMany], "A pattern that matches too many files says so")
        try require(found.contents["app.yaml"], is: Array("tag: \"1\"\n".utf8), "The other files are read")
        let refused = CommitRequest(key: "k1", files: [greedy]) { _, _ in .alreadyDeclared }
        let outcomes = try await send([refused, append("x", key: "k2")], fixture)
        try require(outcomes["k1"], is: .refused(greedy.matchesTooMany), "A request with such a pattern is refused")
        try require(outcomes["k2"], is: .landed(try await fixture.log()[0]), "The others go on")
    }

    private static func aCommitLands(_ fixture: any GitRemotesFixture) async throws {
        let base = try await fixture.log()
        let outcome = try await send([setTag("2", key: "k1")], fixture)["k1"]
        let log = try await fixture.log()
        try require(log.count, is: base.count + 1, "One request makes one commit")
        try require(outcome, is: .landed(log[0]), "What landed is named as the server has it")
        try require(Array(log.dropFirst()), is: base, "It stands on what was there")
        try require(try await fixture.text("app.yaml"), is: "tag: \"2\"\n", "The file has its new contents")
        try require(try await fixture.text("other.yaml") != nil, "Other files stay", seen: "other.yaml is gone")
    }

    private static func aKeyLandsOnce(_ fixture: any GitRemotesFixture) async throws {
        let first = try await send([setTag("2", key: "k1")], fixture)["k1"]
        _ = try await fixture.commit(["app.yaml": "tag: \"9\"\n"], message: "Change it\n")
        let log = try await fixture.log()
        try require(
            try await send([setTag("2", key: "k1")], fixture)["k1"], is: first, "A key that landed is found again")
        try require(try await fixture.log(), is: log, "At most one commit for each key, though the branch moved on")
    }

    private static func aBatchIsAChain(_ fixture: any GitRemotesFixture) async throws {
        let base = try await fixture.log()
        let outcomes = try await send(
            [setTag("2", key: "k1"), append("x", key: "k2"), append("y", key: "k3")], fixture)
        let log = try await fixture.log()
        try require(log.count, is: base.count + 3, "Each request has a commit of its own")
        for (index, key) in ["k3", "k2", "k1"].enumerated() {
            try require(outcomes[key], is: .landed(log[index]), "A batch stands in the order of its requests")
        }
        try require(
            try await fixture.text("app.yaml"), is: "tag: \"2\"\nx\ny\n",
            "In a batch each sees what those before it changed")
    }

    private static func aMovedBranchIsPreparedAgain(_ fixture: any GitRemotesFixture) async throws {
        _ = try await fixture.remotes.tip(of: fixture.branch, deadline: deadline)
        let other = try await fixture.commit(["app.yaml": "tag: \"1\"\n# a comment\n"], message: "Comment\n")
        let outcome = try await send([append("x", key: "k1")], fixture)["k1"]
        let log = try await fixture.log()
        try require(outcome, is: .landed(log[0]), "A branch that moved is no failure")
        try require(log[1], is: other, "It is prepared again on the new tip")
        try require(
            try await fixture.text("app.yaml"), is: "tag: \"1\"\n# a comment\nx\n",
            "It is prepared with what the new base holds")
    }

    private static func nothingWithoutAuthority(_ fixture: any GitRemotesFixture) async throws {
        let base = try await fixture.log()
        let outcomes = await fixture.remotes.send(
            [setTag("2", key: "k1"), append("x", key: "k2")], to: fixture.branch, deadline: deadline
        ) { $0 == "k2" }
        try require(outcomes["k1"], is: .notAuthorized, "What is not authorized is not sent")
        let log = try await fixture.log()
        try require(outcomes["k2"], is: .landed(log[0]), "The others go on")
        try require(log.count, is: base.count + 1, "Nothing else was written")
        try require(try await fixture.text("app.yaml"), is: "tag: \"1\"\nx\n", "Nobody sees what was not sent")
    }

    private static func refusalsStandAlone(_ fixture: any GitRemotesFixture) async throws {
        let problem = Problem.permanent("No such place.")
        let refusing = CommitRequest(key: "k1", files: ["app.yaml"]) { _, _ in .refused(problem) }
        let outcomes = try await send([refusing, append("x", key: "k2")], fixture)
        try require(outcomes["k1"], is: .refused(problem), "What cannot be prepared is refused")
        try require(outcomes["k2"], is: .landed(try await fixture.log()[0]), "A refusal stops nobody else")
    }

    private static func declaredNeedsNoCommit(_ fixture: any GitRemotesFixture) async throws {
        let base = try await fixture.log()
        try require(
            try await send([setTag("1", key: "k1")], fixture)["k1"], is: .alreadyDeclared(at: base[0]),
            "What is declared already makes no commit")
        try require(try await fixture.log(), is: base, "Nothing was written")
    }

    private static func othersAreNeverLost(_ fixture: any GitRemotesFixture) async throws {
        let others = Task {
            var commits: [CommitID] = []
            for number in 1...5 {
                commits.append(try await fixture.commit(["people.txt": "\(number)\n"], message: "Write \(number)\n"))
            }
            return commits
        }
        var landed: [CommitID] = []
        for number in 1...5 {
            // A race may be lost more often than one call tries.
            var outcome: SendOutcome?
            for _ in 0..<10 {
                outcome = try await send([append("\(number)", key: "k\(number)")], fixture)["k\(number)"]
                if case .landed = outcome { break }
            }
            guard case .landed(let commit) = outcome else {
                throw ConformanceFailure("A writer among others gets through", seen: "\(String(describing: outcome))")
            }
            landed.append(commit)
        }
        let log = try await fixture.log()
        for commit in try await others.value + landed {
            try require(log.contains(commit), "Every commit of every writer stays reachable", seen: "\(commit) is gone")
        }
        try require(try await fixture.text("app.yaml"), is: "tag: \"1\"\n1\n2\n3\n4\n5\n", "Each change is there once")
    }

    private static func promotionsAreListed(_ fixture: any GitRemotesFixture) async throws {
        let start = try await fixture.log()[0]
        _ = try await send([setTag("2", key: "k1")], fixture)
        _ = try await fixture.commit(["other.yaml": "b: 2\n"], message: "Not ours\n\nSluice-Stage is mentioned only\n")
        _ = try await send([setTag("3", key: "k2")], fixture)
        let tip = try require(
            try await fixture.remotes.tip(of: fixture.branch, deadline: deadline), "A branch has a tip")
        func keys(_ base: CommitID?, _ limit: Int) async throws -> [String?] {
            try await fixture.remotes.promotions(from: tip, downTo: base, of: fixture.branch.remote, limit: limit)
                .map { $0.last("Sluice-Promotion") }
        }
        try require(try await keys(nil, 100), is: ["k2", "k1"], "Our commits are listed, newest first")
        try require(try await keys(start, 100), is: ["k2", "k1"], "Down to a base that lies behind them")
        try require(try await keys(nil, 2), is: ["k2"], "At most so many commits are looked at")
        try require(try await keys(tip, 100), is: [], "None from the base itself on")
    }

    private static func aProbeChangesNothing(_ fixture: any GitRemotesFixture) async throws {
        let log = try await fixture.log()
        try await fixture.remotes.probePush(to: fixture.branch.remote, deadline: deadline)
        try require(try await fixture.log(), is: log, "Who asks whether pushes are taken pushes nothing")
        let outcome = try await send([setTag("2", key: "k1")], fixture)["k1"]
        try require(outcome, is: .landed(try await fixture.log()[0]), "Where pushes are taken, one lands")
    }

    private static func tagsAndHeads(_ fixture: any GitRemotesFixture) async throws {
        let log = try await fixture.log()
        try require(
            try await fixture.remotes.tags(of: fixture.branch.remote, deadline: deadline), is: [], "No tags, no answers"
        )
        try await fixture.tag("v1.0.0", at: log[0])
        let tags = try await fixture.remotes.tags(of: fixture.branch.remote, deadline: deadline)
        try require(tags.map(\.name), is: ["v1.0.0"], "Tags are listed by their names")
        try require(tags.map(\.commit), is: [log[0]], "A tag stands for its commit")
        try require(
            try await fixture.remotes.head(of: fixture.branch, deadline: deadline)?.commit, is: log[0],
            "A head is the branch's tip")
        let nowhere = Branch(remote: fixture.branch.remote, name: "nowhere")
        try require(
            try await fixture.remotes.head(of: nowhere, deadline: deadline), is: nil,
            "A branch that does not exist has no head")
    }

    private static func changesBetweenCommits(_ fixture: any GitRemotesFixture) async throws {
        let remote = fixture.branch.remote
        let first = try await fixture.log()[0]
        let second = try await fixture.commit(["app.yaml": "tag: \"2\"\n"], message: "Merged PR 7: Second\n\nMore.\n")
        let third = try await fixture.commit(["app.yaml": "tag: \"3\"\n"], message: "Third (#8)\n")
        func changes(_ from: CommitID?, _ to: CommitID, _ limit: Int = 10) async throws -> ChangeLog {
            try await fixture.remotes.changes(from: from, to: to, of: remote, limit: limit, deadline: deadline)
        }
        let log = try await changes(first, third)
        try require(log.relation, is: .forward, "A newer commit builds on an older one")
        try require(log.changes.map(\.commit), is: [third, second], "What is new is listed, newest first")
        try require(log.changes.map(\.subject), is: ["Third", "Second"], "By its subject or the merge request's title")
        try require(log.changes.map(\.mergeRequest), is: [8, 7], "With the merge request's number")
        try require(
            log.changes.allSatisfy { !$0.author.isEmpty && !$0.author.contains("<") }, "The author is a name",
            seen: "\(log.changes.map(\.author))")
        try require([log.total, log.removed], is: [2, 0], "All are counted")
        let cut = try await changes(first, third, 1)
        try require(cut.changes.map(\.commit), is: [third], "At most so many are listed")
        try require(cut.total, is: 2, "What is not listed is counted")
        let back = try await changes(third, first)
        try require(back.relation, is: .backward, "An older commit does not build on a newer one")
        try require([back.changes.count, back.total, back.removed], is: [0, 0, 2], "What goes is counted")
        try require(try await changes(third, third), is: ChangeLog(.same), "The same commit has nothing new")
        let whole = try await changes(nil, third)
        try require(whole.relation, is: .beginning, "Without an older commit")
        try require(whole.total, is: try await fixture.log().count, "the whole history is listed")
        let nowhere = CommitID(hex: String(repeating: "0", count: 39) + "1")
        let unknown = try await changes(nowhere, third)
        try require(unknown.relation, is: .unknownBase, "An older commit that is not there is said to be unknown")
        try require(unknown.changes, is: whole.changes, "and the newest of the history are listed")
        do {
            let log = try await changes(first, nowhere)
            throw ConformanceFailure("A commit that is not there throws", seen: "\(log)")
        } catch let problem as Problem {
            try require(problem.kind, is: .permanent, "A commit that is not there is a permanent problem")
        }
    }

    private static func send(
        _ requests: [CommitRequest], _ fixture: any GitRemotesFixture
    ) async throws -> [String: SendOutcome] {
        let outcomes = await fixture.remotes.send(requests, to: fixture.branch, deadline: deadline) { _ in true }
        try require(Set(outcomes.keys), is: Set(requests.map(\.key)), "Every key has an outcome")
        return outcomes
    }

    private static func message(_ key: String) -> String {
        "Promote\n\nSluice-Promotion: \(key)\nSluice-Pipeline: web\nSluice-Stage: dev\n"
    }

    static func setTag(_ tag: String, key: String) -> CommitRequest {
        CommitRequest(key: key, files: ["app.yaml"]) { files, _ in
            let wanted = Array("tag: \"\(tag)\"\n".utf8)
            return files["app.yaml"] == wanted
                ? .alreadyDeclared : .commit(files: ["app.yaml": wanted], message: message(key))
        }
    }

    private static func append(_ line: String, key: String) -> CommitRequest {
        CommitRequest(key: key, files: ["app.yaml"]) { files, _ in
            guard let contents = files["app.yaml"] else { return .refused(.permanent("app.yaml is missing.")) }
            return .commit(files: ["app.yaml": contents + Array("\(line)\n".utf8)], message: message(key))
        }
    }
}
