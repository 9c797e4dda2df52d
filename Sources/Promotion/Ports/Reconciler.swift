/// Makes an environment's cluster or cloud match its repository. Sluice asks it to act and reads back what is live.
package protocol Reconciler: Sendable {
    /// Asks for a revision to be made live. Called at least once for each promotion; asking twice for one
    /// `request.promotion` must do no more than asking once where the other side can tell.
    ///
    /// A hand-off that `plansOnly` asks for a run that changes nothing: whether what is live is still what the revision
    /// declares. Only kinds whose `liveSight` is by runs are asked for it.
    ///
    /// Throws a classified `Problem`; whatever it answers, only `observe` says what is live.
    func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt

    /// What is seen of the revision now. Not yet is an answer, never an error.
    ///
    /// Of a run that only plans: live where it would change nothing, degraded where it would, with what; failed where it
    /// does not tell.
    func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation

    /// When what was observed just now, and is not proven live, is observed again by itself.
    ///
    /// Who is told of changes looks rarely, and says by `ReconcilerNews` when there is something to see. News are hints: they
    /// may come for nothing, and one that is lost costs no more than the pace.
    func pace(of request: HandOff) async -> ObservationPace
}

extension Reconciler {
    package func pace(of request: HandOff) async -> ObservationPace { .steady }
}

/// What is to become live, or to stay so.
package struct HandOff: Sendable, Hashable {
    package var stage: StageID
    /// What it is asked for by: the promotion's id, or one of its own each time that it is asked for again later.
    package var promotion: PromotionID
    package var release: Release
    package var branch: Branch
    package var revision: CommitID
    /// Whether nothing is to be changed, only told what would be.
    package var plansOnly: Bool

    package init(
        stage: StageID, promotion: PromotionID, release: Release, branch: Branch, revision: CommitID,
        plansOnly: Bool = false
    ) {
        self.stage = stage
        self.promotion = promotion
        self.release = release
        self.branch = branch
        self.revision = revision
        self.plansOnly = plansOnly
    }
}

/// What an adapter needs to find its own request again; kept with the promotion.
package struct HandOffReceipt: Sendable, Hashable, Codable {
    package var text: String
    /// When the adapter's answer already proves the outcome, the observation to take.
    package var settled: Observation?

    package init(_ text: String, settled: Observation? = nil) {
        self.text = text
        self.settled = settled
    }
}

/// What a reconciler reports of a revision.
package enum Observation: Sendable, Hashable, Codable {
    /// Nothing has begun, and why.
    case waiting(reason: String)
    case progressing(reason: String)
    /// Applied and healthy at this revision: the promotion's own, or a descendant that still declares the same values.
    /// `evidence` is what the audit log keeps of it, in a few words: `the plan creates 2, updates 1, deletes 0`.
    case live(at: CommitID, evidence: String? = nil)
    /// Applied, and not healthy; may recover.
    case degraded(reason: String)
    /// Given up by the reconciler.
    case failed(reason: String)
}
