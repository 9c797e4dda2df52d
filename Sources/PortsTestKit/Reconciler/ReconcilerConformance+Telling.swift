import Promotion

/// What is seen is the truth about this very revision, in words for a person.
extension ReconcilerConformance {
    static let telling: [String: Clause] = [
        "nothing is live before it is applied": Clause(needs: [.holdsBack], body: neverTooEarly),
        "healthy at the former revision is not live": Clause(needs: [.holdsBack, .isMoved], body: formerRevision),
        "another revision is not live": Clause(needs: [.isMoved], body: otherRevision),
        "a descendant is live": Clause(needs: [.takesDescendants, .isMoved], body: descendant),
        "an ancestor is not live": Clause(needs: [.takesDescendants, .isMoved], body: ancestor),
        "what is degraded may recover": Clause(needs: [.degrades], body: recovers),
        "a failure is told with its reason": Clause(needs: [.fails], body: failure),
    ]

    @Sendable private static func neverTooEarly(_ fixture: any ReconcilerFixture) async throws {
        try await fixture.make(.holdBack)
        let order = try await fixture.asked(first)
        for _ in 0..<3 {
            let seen = try await fixture.seen(order)
            try require(seen.isUnderWay, "Nothing is live before it is applied", seen: "\(seen)")
        }
        try await fixture.make(.carryOn)
        try require(try await fixture.seen(order), is: .live(at: first), "It is live once it is applied")
    }

    @Sendable private static func formerRevision(_ fixture: any ReconcilerFixture) async throws {
        try await fixture.make(.move(first))
        try await fixture.make(.holdBack)
        let order = try await fixture.asked(second)
        let seen = try await fixture.seen(order)
        try require(seen.isUnderWay, "The health of the former revision says nothing", seen: "\(seen)")
        try await fixture.make(.carryOn)
        try require(try await fixture.seen(order), is: .live(at: second), "It is live once it is applied")
    }

    @Sendable private static func otherRevision(_ fixture: any ReconcilerFixture) async throws {
        let order = try await fixture.asked(first)
        try await fixture.make(.move(stranger))
        let seen = try await fixture.seen(order)
        try require(seen.isUnderWay, "Another revision that is live and healthy is not this one", seen: "\(seen)")
    }

    @Sendable private static func descendant(_ fixture: any ReconcilerFixture) async throws {
        let order = try await fixture.asked(first)
        try await fixture.make(.move(third))
        try require(
            try await fixture.seen(order), is: .live(at: third), "A descendant is live, and told as what it is")
    }

    @Sendable private static func ancestor(_ fixture: any ReconcilerFixture) async throws {
        let order = try await fixture.asked(second)
        try await fixture.make(.move(first))
        let seen = try await fixture.seen(order)
        try require(seen.isUnderWay, "What was taken back is not live", seen: "\(seen)")
    }

    @Sendable private static func recovers(_ fixture: any ReconcilerFixture) async throws {
        let order = try await fixture.asked(first)
        try await fixture.make(.degrade("1 of 3 pods is ready"))
        let seen = try await fixture.seen(order)
        guard case .degraded(let reason) = seen else {
            throw ConformanceFailure("What was applied and is not healthy is degraded", seen: "\(seen)")
        }
        try require(reason.contains("1 of 3 pods is ready"), "The reason is told", seen: reason)
        try await fixture.make(.recover)
        try require(try await fixture.seen(order), is: .live(at: first), "What has recovered is live")
    }

    @Sendable private static func failure(_ fixture: any ReconcilerFixture) async throws {
        try await fixture.make(.failNext("the image cannot be pulled"))
        let order = try await fixture.asked(first)
        let seen = try await fixture.seen(order)
        guard case .failed(let reason) = seen else {
            throw ConformanceFailure("What was given up has failed", seen: "\(seen)")
        }
        try require(reason.contains("the image cannot be pulled"), "The reason is told", seen: reason)
        // A person mended it and says `sluice retry`, which asks for the same promotion again.
        let again = try await fixture.asked(first)
        try require(try await fixture.seen(again), is: .live(at: first), "What failed can be asked for again")
    }
}
