import Foundation
package import Promotion

/// The contract of `Reconciler`, clause by clause. Each check gets a new fixture.
package enum ReconcilerConformance {
    struct Clause: Sendable {
        var needs: Set<ReconcilerAbility> = []
        /// How long the fixture's adapter may take for a call.
        var deadline = Duration.seconds(60)
        var body: @Sendable (any ReconcilerFixture) async throws -> Void
    }

    static let clauses: [String: Clause] = applying.merging(telling) { $1 }.merging(reaching) { $1 }

    /// The clauses by name that a far side of these abilities is held against, so that a test reports each by itself.
    package static func names(for abilities: Set<ReconcilerAbility>) -> [String] {
        clauses.filter { abilities.isSuperset(of: $0.value.needs) }.keys.sorted()
    }

    /// What the fixture of a clause gives its adapter for each call.
    package static func deadline(of name: String) -> Duration { clauses[name]?.deadline ?? .seconds(60) }

    /// Throws where the clause of this name is not kept.
    package static func check(_ name: String, _ fixture: any ReconcilerFixture) async throws {
        let clause = try require(clauses[name], "There is a clause \(name)")
        try await clause.body(fixture)
    }

    // MARK: The history that the clauses play in

    /// What the first promotion's commit, and the second's upon it, and a person's upon both are.
    package static let first = CommitID(hex: String(repeating: "a", count: 40))
    package static let second = CommitID(hex: String(repeating: "b", count: 40))
    package static let third = CommitID(hex: String(repeating: "c", count: 40))
    /// A commit that has none of the others behind it.
    package static let stranger = CommitID(hex: String(repeating: "f", count: 40))

    /// Whether a commit is another one or behind it.
    package static func isAncestor(_ ancestor: CommitID, of commit: CommitID) -> Bool {
        let line = [first, second, third]
        guard let older = line.firstIndex(of: ancestor), let younger = line.firstIndex(of: commit) else {
            return ancestor == commit
        }
        return older <= younger
    }

    /// The promotion of a commit into the one stage of the clauses.
    package static func handOff(_ revision: CommitID) throws -> HandOff {
        let moment = Date(timeIntervalSince1970: 1_795_521_600)
        let number = revision == first ? 1 : 2
        let artifact = Artifact(
            source: "app", repository: "registry.example.com/web", tag: "1.\(number)", digest: nil, firstSeen: moment)
        let release = Release(pipeline: "web", artifacts: [artifact], number: number, cutAt: moment)
        let stage = StageID(pipeline: "web", environment: "prod")
        return HandOff(
            stage: stage, promotion: PromotionID(stage: stage, release: release.id, previous: nil), release: release,
            branch: Branch(remote: try RemoteURL("git@git.example.com:platform/prod.git"), name: "main"),
            revision: revision)
    }
}

extension ReconcilerFixture {
    /// Asks for a revision.
    func asked(_ revision: CommitID) async throws -> (request: HandOff, receipt: HandOffReceipt) {
        let request = try ReconcilerConformance.handOff(revision)
        return (request, try await reconciler.request(request))
    }

    func seen(_ order: (request: HandOff, receipt: HandOffReceipt)) async throws -> Observation {
        try await reconciler.observe(order.request, receipt: order.receipt)
    }

    /// The problem that a call ends with; nil where it succeeds.
    func problem<Value>(_ call: () async throws(Problem) -> Value) async -> Problem? {
        do throws(Problem) {
            _ = try await call()
            return nil
        } catch {
            return error
        }
    }

    /// Throws where the secret is found in what a person or a log may see of a problem.
    func keepsSecret(_ problem: Problem) throws {
        guard let secret else { return }
        var text = "\(problem)"
        dump(problem, to: &text)
        try require(!text.contains(secret), "A secret never gets into an error", seen: problem.summary)
    }
}

extension Observation {
    /// Neither live nor given up: what is to be looked at again.
    var isUnderWay: Bool {
        switch self {
        case .waiting, .progressing: true
        case .live, .degraded, .failed: false
        }
    }
}
