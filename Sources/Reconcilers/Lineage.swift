package import Promotion

/// What is known of the commits that reconcilers name.
package struct Lineage: Sendable {
    private let carries: @Sendable (CommitID, HandOff) async throws(Problem) -> Bool

    /// - Parameter carries: whether a commit, another one than the promotion's own, is a descendant of it that still
    ///   declares the same values. It may have to be fetched first; where nobody knows it the answer is no.
    package init(_ carries: @escaping @Sendable (CommitID, HandOff) async throws(Problem) -> Bool) {
        self.carries = carries
    }

    /// Nothing is known: only the promotion's own commit counts.
    package static let unknown = Lineage { _, _ in false }

    /// Whether a commit that is live means that the promotion is: its own, or a descendant that declares the same.
    package func carries(_ commit: CommitID, _ handOff: HandOff) async throws(Problem) -> Bool {
        if commit == handOff.revision { return true }
        return try await carries(commit, handOff)
    }
}
