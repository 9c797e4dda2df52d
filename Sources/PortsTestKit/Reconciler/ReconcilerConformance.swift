import Foundation
package import Promotion

/// A reconciler whose far side does at once what it is asked for, and a way to look at that.
package protocol ReconcilerFixture: Sendable {
    var reconciler: any Reconciler { get }
    /// Which revisions were made live, in order, repeats of one promotion counted once where the far side can tell.
    func applied() async throws -> [CommitID]
    /// Whether a look before any request can tell that nothing was asked. Not so where nobody is asked at all.
    var knowsUnasked: Bool { get }
}

/// The contract of `Reconciler`, clause by clause. Each check gets a new fixture.
package enum ReconcilerConformance {
    /// Throws the first clause that is not kept.
    package static func check(_ makeFixture: () async throws -> any ReconcilerFixture) async throws {
        for clause in [whatIsAskedBecomesLive, unaskedIsNotLive, eachRevisionIsItsOwn, receiptsSurvive] {
            try await clause(try await makeFixture())
        }
    }

    private static func whatIsAskedBecomesLive(_ fixture: any ReconcilerFixture) async throws {
        let request = try handOff(revision: "a", number: 1)
        let receipt = try await fixture.reconciler.request(request)
        try require(
            try await fixture.reconciler.observe(request, receipt: receipt), is: .live(at: request.revision),
            "What was asked for is seen live at that very revision")
        try require(try await fixture.applied(), is: [request.revision], "It really was made live")
    }

    private static func unaskedIsNotLive(_ fixture: any ReconcilerFixture) async throws {
        guard fixture.knowsUnasked else { return }
        let seen = try await fixture.reconciler.observe(try handOff(revision: "a", number: 1), receipt: nil)
        guard case .waiting = seen else { throw ConformanceFailure("What nobody asked for waits", seen: "\(seen)") }
        try require(try await fixture.applied(), is: [], "A look changes nothing")
    }

    private static func eachRevisionIsItsOwn(_ fixture: any ReconcilerFixture) async throws {
        let first = try handOff(revision: "a", number: 1)
        let second = try handOff(revision: "b", number: 2)
        _ = try await fixture.reconciler.request(first)
        let receipt = try await fixture.reconciler.request(second)
        try require(
            try await fixture.reconciler.observe(second, receipt: receipt), is: .live(at: second.revision),
            "A later revision replaces the former one")
        try require(
            try await fixture.applied(), is: [first.revision, second.revision], "Requests take effect in their order")
    }

    /// A crash after the request: the receipt comes back from the store.
    private static func receiptsSurvive(_ fixture: any ReconcilerFixture) async throws {
        let request = try handOff(revision: "a", number: 1)
        let receipt = try await fixture.reconciler.request(request)
        let kept = try JSONDecoder().decode(HandOffReceipt.self, from: JSONEncoder().encode(receipt))
        try require(
            try await fixture.reconciler.observe(request, receipt: kept), is: .live(at: request.revision),
            "A receipt that was saved and loaded finds the same request")
        let again = try await fixture.reconciler.request(request)
        try require(
            try await fixture.reconciler.observe(request, receipt: again), is: .live(at: request.revision),
            "Asking twice ends where asking once does")
    }

    private static func handOff(revision: Character, number: Int) throws -> HandOff {
        let moment = Date(timeIntervalSince1970: 1_795_521_600)
        let artifact = Artifact(
            source: "app", repository: "registry.example.com/web", tag: "1.\(number)", digest: nil, firstSeen: moment)
        let release = Release(pipeline: "web", artifacts: [artifact], number: number, cutAt: moment)
        let stage = StageID(pipeline: "web", environment: "prod")
        return HandOff(
            stage: stage, promotion: PromotionID(stage: stage, release: release.id, previous: nil), release: release,
            branch: Branch(remote: try RemoteURL("git@git.example.com:platform/prod.git"), name: "main"),
            revision: CommitID(hex: String(repeating: revision, count: 40)))
    }
}
