import Promotion

/// Merging, and everything that speaks against it.
extension ForgeConformance {
    static let merging: [String: Clause] = [
        "merges at the head": mergesAtTheHead, "does not merge a head that moved": headMoved,
        "waits for required checks": waitsForChecks, "reads back a lost merge": lostMerge,
        "merges by every method": everyMethod, "takes a person's merge": personsMerge,
        "does not merge what is closed": closedIsNotMerged, "leaves the merge to the host": autoMerge,
        "follows a merge that the host makes": autoMergeFollowed,
        "takes back what the host would merge at another head": autoMergeOfMovedHead,
    ]

    private static func order(_ head: CommitID, _ method: MergeMethod = .merge) -> MergeOrder {
        MergeOrder(head: head, method: method, subject: "Promote web 1.2.0 to prod", body: "Sluice-Stage: prod")
    }

    @Sendable private static func mergesAtTheHead(_ fixture: any ForgeFixture) async throws {
        let (request, head) = try await fixture.opened()
        try require(try await fixture.read(request.id).mergeability, is: .ready, "Nothing stands in its way")
        let merged = try await merged(fixture, request.id, order(head))
        let tip = try await fixture.tip(of: fixture.base)
        try require(merged.commit, is: tip, "The merge is the base's new tip")
        guard case .merged(let read) = try await fixture.read(request.id).state else {
            throw ConformanceFailure("It is read as merged", seen: "something else")
        }
        try require(read.commit, is: tip, "Its merge is read")
        let again = try await self.merged(fixture, request.id, order(head))
        try require(again.commit, is: tip, "An order for what is merged answers its merge")
        try require(try await fixture.tip(of: fixture.base), is: tip, "It is merged once")
    }

    @Sendable private static func headMoved(_ fixture: any ForgeFixture) async throws {
        let (request, approved) = try await fixture.opened()
        try await fixture.review(request.id, .approved, by: fixture.reviewers[0])
        let base = try await fixture.tip(of: fixture.base)
        let head = try await fixture.push(fixture.branches.head)
        try await fixture.settle()
        let outcome = try await fixture.forge.merge(request.id, order(approved))
        try require(outcome, is: .headMoved(to: head), "A head that nobody approved is not merged")
        try require(try await fixture.tip(of: fixture.base), is: base, "The base stays")
        try require(try await fixture.read(request.id).head, is: head, "The new head is read")
    }

    @Sendable private static func waitsForChecks(_ fixture: any ForgeFixture) async throws {
        try await fixture.require(check: "build")
        let (request, head) = try await fixture.opened()
        let base = try await fixture.tip(of: fixture.base)
        for state in [nil, CommitStatus.State.pending, .failure] {
            if let state {
                try await fixture.post(CommitStatus(name: "build", state: state, summary: "Build."), on: head)
            }
            try await fixture.settle()
            let outcome = try await fixture.forge.merge(request.id, order(head))
            guard case .notYet(let block) = outcome else {
                throw ConformanceFailure("What is not mergeable yet is an answer", seen: "\(outcome)")
            }
            try require(!block.reason.isEmpty, "It has a reason", seen: "none")
            let read = try await fixture.read(request.id, .checks).mergeability
            let isTold = !fixture.forge.capabilities.lacks(.mergeability)
            if isTold, read == .ready { throw ConformanceFailure("It is read so, too", seen: "\(read)") }
            try require(try await fixture.tip(of: fixture.base), is: base, "The base stays")
        }
        try await fixture.post(CommitStatus(name: "build", state: .success, summary: "Built."), on: head)
        try await fixture.settle()
        _ = try await merged(fixture, request.id, order(head))
    }

    @Sendable private static func lostMerge(_ fixture: any ForgeFixture) async throws {
        let (request, head) = try await fixture.opened()
        try await fixture.loseNextMerge()
        let outcome = try await twice { () async throws(Problem) in
            try await fixture.forge.merge(request.id, order(head))
        }
        guard case .merged(let merged) = outcome else {
            throw ConformanceFailure("A merge whose answer was lost is read back", seen: "\(outcome)")
        }
        try require(merged.commit, is: try await fixture.tip(of: fixture.base), "It is merged once")
    }

    @Sendable private static func everyMethod(_ fixture: any ForgeFixture) async throws {
        for method in MergeMethod.allCases where fixture.forge.capabilities.methods.contains(method) {
            let (request, head) = try await fixture.opened()
            let merged = try await merged(fixture, request.id, order(head, method))
            try require(
                merged.commit, is: try await fixture.tip(of: fixture.base), "By \(method) the base's tip is the merge")
        }
    }

    @Sendable private static func personsMerge(_ fixture: any ForgeFixture) async throws {
        let (request, head) = try await fixture.opened()
        let commit = try await fixture.merge(request.id)
        let merged = try await merged(fixture, request.id, order(head))
        try require(merged.commit, is: commit, "A person's merge is taken")
        _ = try require(merged.by, "Who merged is told")
    }

    @Sendable private static func closedIsNotMerged(_ fixture: any ForgeFixture) async throws {
        let (request, head) = try await fixture.opened()
        let base = try await fixture.tip(of: fixture.base)
        try await fixture.close(request.id)
        try require(
            try await fixture.forge.merge(request.id, order(head)), is: .closed, "What is closed is not merged")
        try require(try await fixture.tip(of: fixture.base), is: base, "The base stays")
    }

    @Sendable private static func autoMerge(_ fixture: any ForgeFixture) async throws {
        try await fixture.require(check: "build")
        let (request, head) = try await fixture.opened()
        var order = order(head)
        order.timing = .whenReady
        guard !fixture.forge.capabilities.lacks(.autoMerge) else {
            do {
                let outcome = try await fixture.forge.merge(request.id, order)
                throw ConformanceFailure("What the host cannot do is refused", seen: "\(outcome)")
            } catch let problem as Problem {
                return try require(problem.kind, is: .permanent, "What the host cannot do is refused")
            }
        }
        let base = try await fixture.tip(of: fixture.base)
        try await queue(fixture, request.id, order)
        for _ in 1...2 {
            try require(try await fixture.forge.cancelMerge(request.id), is: .open, "The order is taken back")
        }
        try require(try await fixture.read(request.id, .queue).queued, is: nil, "It is read so")
        try await fixture.post(CommitStatus(name: "build", state: .success, summary: "Built."), on: head)
        try await fixture.settle()
        try require(try await fixture.read(request.id, .queue).state, is: .open, "What was taken back is not merged")
        try require(try await fixture.tip(of: fixture.base), is: base, "The base stays")
        let outcome = try await fixture.forge.merge(request.id, order)
        guard outcome.isMergedOrQueued else {
            throw ConformanceFailure("What is ready is merged when ready", seen: "\(outcome)")
        }
        try await fixture.settle()
        try await followed(fixture, request.id)
        guard case .merged = try await fixture.forge.cancelMerge(request.id) else {
            throw ConformanceFailure("What is merged stays so", seen: "something else")
        }
    }

    /// The host takes the merge over, once, and says so.
    private static func queue(
        _ fixture: any ForgeFixture, _ id: MergeRequestID, _ order: MergeOrder
    ) async throws {
        for _ in 1...2 {
            let outcome = try await fixture.forge.merge(id, order)
            guard case .queued(let reason) = outcome, !reason.isEmpty else {
                throw ConformanceFailure("The host takes the merge over, once", seen: "\(outcome)")
            }
        }
        let queued = try require(try await fixture.read(id, .queue).queued, "That it waits is read")
        try require(!queued.isEmpty, "And why", seen: "nothing")
    }

    private static func followed(_ fixture: any ForgeFixture, _ id: MergeRequestID) async throws {
        guard case .merged(let merged) = try await fixture.read(id, .queue).state else {
            throw ConformanceFailure("The host merges when its rules allow", seen: "not merged")
        }
        try require(merged.commit, is: try await fixture.tip(of: fixture.base), "It is merged once")
    }

    @Sendable private static func autoMergeFollowed(_ fixture: any ForgeFixture) async throws {
        guard !fixture.forge.capabilities.lacks(.autoMerge) else { return }
        try await fixture.require(check: "build")
        let (request, head) = try await fixture.opened()
        var order = order(head)
        order.timing = .whenReady
        try await queue(fixture, request.id, order)
        try await fixture.post(CommitStatus(name: "build", state: .success, summary: "Built."), on: head)
        try await fixture.settle()
        try await followed(fixture, request.id)
    }

    @Sendable private static func autoMergeOfMovedHead(_ fixture: any ForgeFixture) async throws {
        guard !fixture.forge.capabilities.lacks(.autoMerge) else { return }
        try await fixture.require(check: "build")
        let (request, approved) = try await fixture.opened()
        let base = try await fixture.tip(of: fixture.base)
        var order = order(approved)
        order.timing = .whenReady
        try await queue(fixture, request.id, order)
        let head = try await fixture.push(fixture.branches.head)
        try await fixture.settle()
        let outcome = try await fixture.forge.merge(request.id, order)
        try require(outcome, is: .headMoved(to: head), "A head that nobody approved is not left to the host")
        if fixture.forge.capabilities.lacks(.queuedHead) {
            try require(try await fixture.forge.cancelMerge(request.id), is: .open, "Whoever follows it takes it back")
        }
        try await fixture.post(CommitStatus(name: "build", state: .success, summary: "Built."), on: head)
        try await fixture.settle()
        try require(try await fixture.read(request.id).state, is: .open, "It is not merged")
        try require(try await fixture.tip(of: fixture.base), is: base, "The base stays")
    }

    private static func merged(
        _ fixture: any ForgeFixture, _ id: MergeRequestID, _ order: MergeOrder
    ) async throws -> Merged {
        let outcome = try await fixture.forge.merge(id, order)
        guard case .merged(let merged) = outcome else {
            throw ConformanceFailure("What nothing stands against is merged", seen: "\(outcome)")
        }
        return merged
    }
}

extension MergeOutcome {
    fileprivate var isMergedOrQueued: Bool {
        switch self {
        case .merged, .queued: true
        case .notYet, .headMoved, .closed: false
        }
    }
}
