import Promotion

/// Finding, opening, changing and closing.
extension ForgeConformance {
    static let opening: [String: Clause] = [
        "opens once": opensOnce, "opens again after a close": opensAgain, "adopts a lost opening": adoptsLostOpening,
        "opens once in a race": opensOnceInARace, "has nothing to open": nothingToOpen,
        "finds by both branches": findsBoth,
        "changes what is named": changes, "closes": closes, "deletes branches": deletesBranches,
        "refuses an unknown repository": unknownRepository, "opens from a fork": opensFromFork,
    ]

    @Sendable private static func opensOnce(_ fixture: any ForgeFixture) async throws {
        try require(try await fixture.forge.find(fixture.branches), is: nil, "What is not there is not found")
        let (opened, head) = try await fixture.opened()
        try require(opened.title, is: fixture.draft.title, "The title is the draft's")
        try require(opened.branches, is: fixture.branches, "The branches are the draft's")
        try require(opened.state, is: .open, "It is open")
        try require(opened.address.hasPrefix("http"), "It has an address", seen: opened.address)
        var other = fixture.draft
        other.title = "Another title"
        let again = try await fixture.forge.findOrOpen(other)
        guard case .found(let found) = again else {
            throw ConformanceFailure("The second call finds what the first opened", seen: "\(again)")
        }
        try require(found.id, is: opened.id, "It is the same merge request")
        try require(found.title, is: fixture.draft.title, "Finding changes nothing")
        try require(found.head, is: head, "Its head is told")
        let read = try await fixture.read(opened.id)
        try require(read.body.trimmed, is: fixture.draft.body.trimmed, "The body is the draft's")
        try require(try await fixture.count(), is: 1, "There is one merge request")
    }

    /// Where the host's adapter lacks forks, it says so, and opens nothing.
    @Sendable private static func opensFromFork(_ fixture: any ForgeFixture) async throws {
        let (fork, head) = try await fixture.fork(pushing: fixture.branches.head)
        var draft = fixture.draft
        draft.branches.headRepository = fork
        guard !fixture.forge.capabilities.lacks(.forks) else {
            var refusal: Problem?
            do throws(Problem) { _ = try await fixture.forge.findOrOpen(draft) } catch { refusal = error }
            try require(refusal?.kind, is: .permanent, "A head in a fork is refused for good")
            return try require(try await fixture.count(), is: 0, "Nothing is opened")
        }
        guard case .opened(let opened) = try await fixture.forge.findOrOpen(draft) else {
            throw ConformanceFailure("A fork's branch gets a merge request", seen: "something else")
        }
        try require(opened.head, is: head, "Its head is the fork's")
        try require(try await fixture.read(opened.id).branches, is: draft.branches, "It is read with its fork")
        try require(try await fixture.forge.find(draft.branches)?.id, is: opened.id, "It is found by its fork")
        try require(try await fixture.forge.find(fixture.branches), is: nil, "and not by the repository's own branch")
        try require(
            try await fixture.forge.findOrOpen(draft).mergeRequest?.id, is: opened.id, "It is opened no second time")
        // One of the same names, from the repository itself, is another one.
        let (own, _) = try await fixture.opened()
        try require(own.id != opened.id, "The repository's own branch has its own", seen: "\(own.id)")
        try require(try await fixture.forge.find(draft.branches)?.id, is: opened.id, "The fork's is found still")
        try await fixture.settle()
        let outcome = try await fixture.forge.merge(opened.id, MergeOrder(head: head, method: .merge))
        guard case .merged = outcome else { throw ConformanceFailure("It is merged", seen: "\(outcome)") }
        try require(
            try await fixture.forge.deleteBranch(draft.branches.head, at: head, of: fork), is: .deleted,
            "Its branch is deleted in the fork")
    }

    @Sendable private static func opensAgain(_ fixture: any ForgeFixture) async throws {
        let (first, _) = try await fixture.opened()
        try await fixture.close(first.id)
        try require(try await fixture.forge.find(fixture.branches), is: nil, "A closed one is not found")
        let (second, _) = try await fixture.opened()
        try require(second.id != first.id, "A closed one is not opened again", seen: "\(second.id)")
        try require(try await fixture.forge.find(fixture.branches)?.id, is: second.id, "The open one is found")
        _ = try await fixture.merge(second.id)
        try require(try await fixture.forge.find(fixture.branches), is: nil, "A merged one is not found")
        let (third, _) = try await fixture.opened()
        try require(try await fixture.forge.find(fixture.branches)?.id, is: third.id, "The newest is found")
        let again = try await fixture.forge.findOrOpen(fixture.draft)
        try require(again.mergeRequest?.id, is: third.id, "It is opened no second time")
        try require(try await fixture.count(), is: 3, "Each was opened once")
    }

    @Sendable private static func adoptsLostOpening(_ fixture: any ForgeFixture) async throws {
        let head = try await fixture.push(fixture.branches.head)
        try await fixture.loseNextOpening()
        let outcome = try await twice { () async throws(Problem) in try await fixture.forge.findOrOpen(fixture.draft) }
        try require(outcome.mergeRequest?.head, is: head, "What a lost answer opened is adopted")
        try require(try await fixture.count(), is: 1, "Nothing is sent twice")
    }

    @Sendable private static func opensOnceInARace(_ fixture: any ForgeFixture) async throws {
        _ = try await fixture.push(fixture.branches.head)
        let racers = (1...2).map { _ in Task { try await fixture.forge.findOrOpen(fixture.draft) } }
        var numbers: [Int?] = []
        for racer in racers { numbers.append(try await racer.value.mergeRequest?.id.number) }
        try require(numbers[0] != nil && numbers[0] == numbers[1], "Two that race get the same", seen: "\(numbers)")
        try require(try await fixture.count(), is: 1, "One is opened")
    }

    @Sendable private static func nothingToOpen(_ fixture: any ForgeFixture) async throws {
        let missing = try await fixture.forge.findOrOpen(fixture.draft)
        guard case .notYet(let reason) = missing else {
            throw ConformanceFailure("A branch that the host does not have is an answer", seen: "\(missing)")
        }
        try require(!reason.isEmpty, "It has a reason", seen: "none")
        let (request, _) = try await fixture.opened()
        _ = try await fixture.merge(request.id)
        let merged = try await fixture.forge.findOrOpen(fixture.draft)
        guard case .nothingToMerge = merged else {
            throw ConformanceFailure("A head that the base contains is nothing to merge", seen: "\(merged)")
        }
        try require(try await fixture.count(), is: 1, "None is opened for it")
    }

    @Sendable private static func findsBoth(_ fixture: any ForgeFixture) async throws {
        let (request, _) = try await fixture.opened()
        _ = try await fixture.push("release")
        var other = fixture.branches
        other.base = "release"
        try require(try await fixture.forge.find(other), is: nil, "Another base is another merge request")
        try require(
            try await fixture.forge.find(fixture.branches("sluice/web/pro")), is: nil, "A part of a name is no match")
        try require(try await fixture.forge.find(fixture.branches)?.id, is: request.id, "Both names find it")
    }

    @Sendable private static func changes(_ fixture: any ForgeFixture) async throws {
        let forge = fixture.forge
        let (request, _) = try await fixture.opened()
        try await forge.update(request.id, MergeRequestChange(title: "Promote web 1.3.0 to prod"))
        var read = try await fixture.read(request.id)
        try require(read.title, is: "Promote web 1.3.0 to prod", "The title changes")
        try require(read.body.trimmed, is: fixture.draft.body.trimmed, "What is not named stays")
        let change = MergeRequestChange(
            body: "Another body.", addedLabels: ["sluice", "prod"], addedReviewers: Set(fixture.reviewers.prefix(1)))
        for _ in 1...2 { try await forge.update(request.id, change) }
        read = try await fixture.read(request.id)
        try require(read.body.trimmed, is: "Another body.", "The body changes")
        try require(read.title, is: "Promote web 1.3.0 to prod", "The title stays")
        if !forge.capabilities.lacks(.labels) {
            try require(Set(read.labels), is: ["sluice", "prod"], "Labels are added, each once")
            try await forge.update(
                request.id, MergeRequestChange(addedLabels: ["urgent"], removedLabels: ["prod", "none"]))
            try require(
                Set(try await fixture.read(request.id).labels), is: ["sluice", "urgent"],
                "Labels are added and removed; others stay")
        }
        if !forge.capabilities.lacks(.reviewers) {
            try require(read.reviewers, is: Array(fixture.reviewers.prefix(1)), "A reviewer is asked, once")
        }
        let long = String(repeating: "x", count: min(forge.capabilities.bodyLimit, 100_000) + 10)
        try await forge.update(request.id, MergeRequestChange(title: String(long.prefix(2000)), body: long))
        read = try await fixture.read(request.id)
        try require(
            read.title.count <= forge.capabilities.titleLimit && read.body.count <= forge.capabilities.bodyLimit,
            "What is too long is cut", seen: "\(read.title.count) and \(read.body.count)")
        try require(
            read.title.hasSuffix("…") && (read.body == long || read.body.hasSuffix("…")), "It shows that it was",
            seen: read.title)
    }

    @Sendable private static func closes(_ fixture: any ForgeFixture) async throws {
        let (request, _) = try await fixture.opened()
        for _ in 1...2 { try require(try await fixture.forge.close(request.id), is: .closed, "It closes, once") }
        try require(try await fixture.read(request.id).state, is: .closed, "It is read as closed")
        let (second, _) = try await fixture.opened()
        let commit = try await fixture.merge(second.id)
        let state = try await fixture.forge.close(second.id)
        guard case .merged(let merged) = state else {
            throw ConformanceFailure("What a person merged is not closed", seen: "\(state)")
        }
        try require(merged.commit, is: commit, "Its merge is told")
    }

    @Sendable private static func deletesBranches(_ fixture: any ForgeFixture) async throws {
        let name = fixture.branches.head
        let old = try await fixture.push(name)
        let head = try await fixture.push(name)
        func delete(at head: CommitID) async throws -> BranchDeletion {
            try await fixture.forge.deleteBranch(name, at: head, of: fixture.repository)
        }
        try require(try await delete(at: old), is: .moved(to: head), "A branch that moved is left alone")
        try require(try await fixture.tip(of: name), is: head, "It is there")
        try require(try await delete(at: head), is: .deleted, "A branch at its head is deleted")
        try require(try await fixture.tip(of: name), is: nil, "It is gone")
        try require(try await delete(at: head), is: .absent, "One that is gone is an answer")
    }

    @Sendable private static func unknownRepository(_ fixture: any ForgeFixture) async throws {
        let nowhere = try require(ForgeRepository(path: "\(fixture.repository.owner)/nowhere"), "It is a path")
        let branches = MergeRequestBranches(repository: nowhere, base: fixture.base, head: "x")
        do {
            let found = try await fixture.forge.find(branches)
            throw ConformanceFailure("A repository that is not there is an error", seen: "\(String(describing: found))")
        } catch let problem as Problem {
            try require(problem.kind, is: .permanent, "Trying again does not help")
            try require(problem.summary.contains("nowhere"), "It is named", seen: problem.summary)
        }
        try require(
            try await fixture.forge.read(MergeRequestID(repository: fixture.repository, number: 4711), .all), is: nil,
            "A merge request that never was is an answer")
    }
}

extension ForgeConformance {
    /// Calls again where the first call could not learn what came of it, as the engine does.
    static func twice<Value>(_ body: () async throws(Problem) -> Value) async throws(Problem) -> Value {
        do {
            return try await body()
        } catch {
            guard error.isTransient else { throw error }
        }
        return try await body()
    }
}

extension String {
    /// Without white space at its ends, of which hosts make what they want.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
