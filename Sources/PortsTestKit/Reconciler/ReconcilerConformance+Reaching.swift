import Promotion

/// A far side that cannot be reached, or does not want to be.
extension ReconcilerConformance {
    static let reaching: [String: Clause] = [
        "who cannot be reached is asked again later": Clause(needs: [.goesAway], body: unreachable),
        "refused credentials are told apart, and kept secret": Clause(needs: [.revokes], body: refused),
        "a call ends by its deadline": Clause(needs: [.fallsSilent], deadline: .seconds(2), body: overdue),
        "a call ends when its task is cancelled": Clause(needs: [.fallsSilent], body: cancelled),
    ]

    @Sendable private static func unreachable(_ fixture: any ReconcilerFixture) async throws {
        let order = (request: try handOff(first), receipt: try await away(fixture))
        try require(try await fixture.seen(order), is: .live(at: first), "It goes on where it stopped")
        try require(try await fixture.applied(), is: [first], "Nothing was done twice meanwhile")
    }

    /// Asks while nobody answers, asks again when they do, and looks while they are away once more.
    private static func away(_ fixture: any ReconcilerFixture) async throws -> HandOffReceipt {
        try await fixture.make(.goAway)
        try await expectTransient(.request, fixture, (try handOff(first), HandOffReceipt("")))
        try await fixture.make(.comeBack)
        let order = try await fixture.asked(first)
        if order.receipt.settled == nil {
            try await fixture.make(.goAway)
            try await expectTransient(.observe, fixture, order)
            try await fixture.make(.comeBack)
        }
        return order.receipt
    }

    private static func expectTransient(
        _ call: Call, _ fixture: any ReconcilerFixture, _ order: (request: HandOff, receipt: HandOffReceipt)
    ) async throws {
        let problem = try require(
            await fixture.problem { () async throws(Problem) in try await call.make(fixture.reconciler, order) },
            "A call that nobody answers fails")
        try require(problem.isTransient, "Who does not answer may do so later", seen: "\(problem)")
        try fixture.keepsSecret(problem)
    }

    @Sendable private static func refused(_ fixture: any ReconcilerFixture) async throws {
        let order = try await fixture.asked(first)
        try await fixture.make(.revoke)
        for call in order.receipt.settled == nil ? Call.allCases : [.request] {
            let problem = try require(
                await fixture.problem { () async throws(Problem) in try await call.make(fixture.reconciler, order) },
                "Refused credentials are an error")
            try require(problem.kind, is: .unauthorized, "Credentials that are refused are told apart")
            try require(problem.remedy != nil, "How to mend it is told", seen: problem.summary)
            try fixture.keepsSecret(problem)
        }
    }

    @Sendable private static func overdue(_ fixture: any ReconcilerFixture) async throws {
        try await fixture.make(.fallSilent)
        try await expectTransient(.request, fixture, (try handOff(first), HandOffReceipt("")))
    }

    /// Ends long before the deadline would end it: the call is begun, and cancelled at once.
    @Sendable private static func cancelled(_ fixture: any ReconcilerFixture) async throws {
        let order = (request: try handOff(first), receipt: HandOffReceipt(""))
        try await fixture.make(.fallSilent)
        for call in Call.allCases {
            let began = ContinuousClock.now
            let task = Task { () async -> Result<Void, Problem> in
                do throws(Problem) {
                    return .success(try await call.make(fixture.reconciler, order))
                } catch {
                    return .failure(error)
                }
            }
            task.cancel()
            let result = await task.value
            let took = ContinuousClock.now - began
            try require(took < .seconds(30), "A cancelled call ends at once", seen: "\(took)")
            if case .failure(let problem) = result { try fixture.keepsSecret(problem) }
        }
    }

    /// The calls of the port.
    private enum Call: CaseIterable, Sendable {
        case request, observe

        func make(
            _ reconciler: any Reconciler, _ order: (request: HandOff, receipt: HandOffReceipt)
        ) async throws(Problem) {
            switch self {
            case .request: _ = try await reconciler.request(order.request)
            case .observe: _ = try await reconciler.observe(order.request, receipt: order.receipt)
            }
        }
    }
}
