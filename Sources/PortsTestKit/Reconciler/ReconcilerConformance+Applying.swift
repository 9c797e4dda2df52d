import Foundation
import Promotion

/// What is asked for becomes live, once, and nothing else does.
extension ReconcilerConformance {
    static let applying: [String: Clause] = [
        "what is asked for becomes live": Clause(body: becomesLive),
        "two promotions, one after the other": Clause(body: flow),
        "what nobody asked for waits": Clause(needs: [.tellsUnasked], body: unaskedWaits),
        "each revision is its own": Clause(body: eachRevisionIsItsOwn),
        "a receipt that was saved finds the same request": Clause(body: receiptsSurvive),
        "asking twice does no more than once": Clause(needs: [.tellsRepeats], body: askingTwice),
        "asking twice while it is under way does no more than once": Clause(
            needs: [.tellsRepeats, .holdsBack], body: askingTwiceUnderWay),
        "a lost answer is looked up before anything is asked again": Clause(
            needs: [.tellsRepeats, .losesAnswers], body: lostAnswer),
    ]

    @Sendable private static func becomesLive(_ fixture: any ReconcilerFixture) async throws {
        let order = try await fixture.asked(first)
        try require(try await fixture.seen(order), is: .live(at: first), "It is seen live at that very revision")
        try require(try await fixture.applied(), is: [first], "It really was made live")
    }

    @Sendable private static func flow(_ fixture: any ReconcilerFixture) async throws {
        try await ReconcilerFlow(try FixtureHands(fixture: fixture)).walk()
        let applied = try await fixture.applied()
        try require(applied.last, is: second, "What was handed off last is what is live")
    }

    @Sendable private static func unaskedWaits(_ fixture: any ReconcilerFixture) async throws {
        let seen = try await fixture.reconciler.observe(try handOff(first), receipt: nil)
        guard case .waiting(let reason) = seen else {
            throw ConformanceFailure("What nobody asked for waits", seen: "\(seen)")
        }
        try require(!reason.isEmpty, "A wait has its reason", seen: reason)
        try require(try await fixture.applied(), is: [], "A look changes nothing")
    }

    @Sendable private static func eachRevisionIsItsOwn(_ fixture: any ReconcilerFixture) async throws {
        _ = try await fixture.asked(first)
        let order = try await fixture.asked(second)
        try require(try await fixture.seen(order), is: .live(at: second), "A later revision replaces the former one")
        try require(try await fixture.applied(), is: [first, second], "Requests take effect in their order")
    }

    /// A crash after the request: the receipt comes back from the store, or there is none and the request is made again.
    @Sendable private static func receiptsSurvive(_ fixture: any ReconcilerFixture) async throws {
        let order = try await fixture.asked(first)
        let kept = try JSONDecoder().decode(HandOffReceipt.self, from: JSONEncoder().encode(order.receipt))
        try require(
            try await fixture.seen((order.request, kept)), is: .live(at: first),
            "A receipt that was saved and loaded finds the same request")
        let again = try await fixture.asked(first)
        try require(try await fixture.seen(again), is: .live(at: first), "Asking twice ends where asking once does")
    }

    @Sendable private static func askingTwice(_ fixture: any ReconcilerFixture) async throws {
        _ = try await fixture.asked(first)
        let again = try await fixture.asked(first)
        try require(try await fixture.seen(again), is: .live(at: first), "Asking twice ends where asking once does")
        try require(try await fixture.applied(), is: [first], "Asking twice for one promotion does it once")
    }

    @Sendable private static func askingTwiceUnderWay(_ fixture: any ReconcilerFixture) async throws {
        try await fixture.make(.holdBack)
        _ = try await fixture.asked(first)
        let again = try await fixture.asked(first)
        let seen = try await fixture.seen(again)
        try require(seen.isUnderWay, "What is under way is no more than that", seen: "\(seen)")
        try await fixture.make(.carryOn)
        try require(try await fixture.seen(again), is: .live(at: first), "It is seen live once it is done")
        try require(try await fixture.applied(), is: [first], "Asking twice for one promotion does it once")
    }

    @Sendable private static func lostAnswer(_ fixture: any ReconcilerFixture) async throws {
        try await fixture.make(.loseNextAnswer)
        let request = try handOff(first)
        if let problem = await fixture.problem({ () async throws(Problem) in
            try await fixture.reconciler.request(request)
        }) {
            try require(problem.isTransient, "An answer that was lost is worth another try", seen: "\(problem)")
        }
        let order = try await fixture.asked(first)
        try require(try await fixture.seen(order), is: .live(at: first), "What a lost answer was of is found again")
        try require(try await fixture.applied(), is: [first], "What may have been done is not done again")
    }
}

/// A fixture's far side, for the flow: what it is asked for is live at the first look.
private struct FixtureHands: ReconcilerHands {
    let reconciler: any Reconciler
    let orders: [HandOff]

    init(fixture: any ReconcilerFixture) throws {
        reconciler = fixture.reconciler
        orders = [
            try ReconcilerConformance.handOff(ReconcilerConformance.first),
            try ReconcilerConformance.handOff(ReconcilerConformance.second),
        ]
    }

    func wait(for what: String) async throws {
        throw ConformanceFailure("What is asked for is live at the next look", seen: what)
    }
}
