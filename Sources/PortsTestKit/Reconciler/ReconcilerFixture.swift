package import Promotion

/// A reconciler, and the far side that it asks: a cluster, a pipeline, a program.
///
/// Left to itself the far side is honest and quick: what it is asked for is applied and healthy at the next look. What else it
/// can be made to do is its `abilities`; a clause that needs more is not held against it.
package protocol ReconcilerFixture: Sendable {
    /// The adapter. It gives a call up after `ReconcilerConformance.deadline(of:)` of the clause, and takes one commit for a
    /// descendant of another as `ReconcilerConformance.isAncestor` says, where it takes descendants at all.
    var reconciler: any Reconciler { get }
    /// What the adapter shows the far side; it must not be found in any error. Nil where there is none.
    var secret: String? { get }
    /// Which revisions the far side made live because it was asked, in order, with every repeat that it did not recognise.
    func applied() async throws -> [CommitID]
    /// Makes it so on the far side. Asked only for what the adapter's abilities name.
    func make(_ event: FarSideEvent) async throws
}

extension ReconcilerFixture {
    package var secret: String? { nil }
    package func make(_ event: FarSideEvent) async throws {}
}

/// What befalls the far side of a reconciler in a test.
package enum FarSideEvent: Sendable, Hashable {
    /// From now on requests are taken, and nothing is done with them.
    case holdBack
    /// What was held back is done, and the next requests at once again.
    case carryOn
    /// What is live is not healthy any more, in these words, or is healthy again.
    case degrade(String)
    case recover
    /// The next thing that is asked for is tried, and given up in these words.
    case failNext(String)
    /// Somebody else makes a revision live.
    case move(CommitID)
    /// Nobody answers any more, or they do again.
    case goAway
    case comeBack
    /// The next request that changes something is carried out, and its answer is lost.
    case loseNextAnswer
    /// From now on connections are taken, and no request is answered.
    case fallSilent
    /// The credentials are not accepted any more; the refusal repeats them.
    case revoke
}

/// What the far side can be made to do, and the adapter can tell.
package enum ReconcilerAbility: Sendable, Hashable, CaseIterable {
    /// A look before any request tells that nothing was asked. Not so where nobody is asked at all.
    case tellsUnasked
    /// A repeat of a request is recognised, so that nothing is done twice.
    case tellsRepeats
    /// `holdBack` and `carryOn`.
    case holdsBack
    /// `degrade` and `recover`.
    case degrades
    /// `failNext`.
    case fails
    /// `move`: what others do is seen.
    case isMoved
    /// `move` to a descendant counts as live.
    case takesDescendants
    /// `goAway` and `comeBack`.
    case goesAway
    /// `loseNextAnswer`, found out before anything is asked again; needs `tellsRepeats`.
    case losesAnswers
    /// `fallSilent`.
    case fallsSilent
    /// `revoke`.
    case revokes
}
