/// Something that happened to a pipeline. Facts only: what follows from them is the machine's to say.
package enum PipelineEvent: Sendable, Hashable {
    /// One round over all the pipeline's sources.
    case scanned([String: SourceScan])
    /// A stage's branch was read.
    case declared(environment: String, DeclaredState)
    /// A stage's branch could not be read.
    case unreadable(environment: String, Problem)
    /// The edits. `seen` is what the branch held where they were made on the tip that the server had just then; nil where
    /// they were made on the mirror's, which may be old.
    case planned(environment: String, PromotionID, Plan, seen: DeclaredState? = nil)
    case planFailed(environment: String, PromotionID, Problem)
    case sent(environment: String, PromotionID, SendOutcome)
    case proposed(environment: String, PromotionID, ProposeOutcome)
    /// Somebody says that the stage's merge request has changed.
    case hinted(environment: String)
    case followed(environment: String, MergeRequestID, FollowOutcome)
    case mergeTried(environment: String, PromotionID, MergeAttempt)
    /// The host does not merge by itself any more, or why it could not be told.
    case unqueued(environment: String, MergeRequestID, Problem?)
    /// The host was told the facts of this fingerprint, or why it was not; and what it was asked to put on it by then, nil
    /// where it was asked for nothing more.
    case told(environment: String, MergeRequestID, facts: String, asked: Proposal.Asked?, Problem?)
    /// Commits' hosts were told this state of a posting, or why not.
    case posted(environment: String, Posting.ID, CommitStatus.State, PostOutcome)
    /// An errand for this merge request is done, or why it is not.
    case ranErrand(MergeRequestID, Problem?)
    case handedOff(environment: String, PromotionID, HandOffReceipt)
    case handOffFailed(environment: String, PromotionID, Problem)
    /// `pace`: how soon it is looked at again, where that is needed.
    case observed(environment: String, PromotionID, Observation, pace: ObservationPace = .steady)
    /// What came of a call about a release that was verified before.
    case watched(environment: String, LiveCall, LiveOutcome)
    case measured(environment: String, PromotionID, MeasurementID, MeasurementOutcome)
    case command(Command, by: String)
    /// The definitions changed: what was not sent is planned again.
    case reconfigured
    /// Time passed.
    case tick
}

/// What a scan round says of one source.
package enum SourceScan: Sendable, Hashable {
    /// The wanted version last; before it, oldest first, those between the last released one and it.
    case found([Artifact])
    /// The whole list was read, and none of it is wanted; the sentence says why.
    case nothing(String)
    /// The list could not be read whole: decides nothing.
    case failed(Problem)
}

/// What a stage's branch holds at its tip.
package struct DeclaredState: Sendable, Hashable {
    package var tip: CommitID
    /// Sorted by file, then by place.
    package var places: [DeclaredPlace]
    /// The newest commit of a promotion into this very stage, if the history that was looked at has one.
    package var promotion: CommitTrailers?
    /// The commit of the stage's current version when the branch was asked: a version that came since is newer than this.
    package var known: CommitID?
    /// Whether the stage had no current version when the branch was asked: whatever it has by now is newer than this.
    package var isFirstSight: Bool
    /// Who brought values that are others than those that were known; nil where that could not be told.
    package var writer: Writer?

    package init(
        tip: CommitID, places: [DeclaredPlace], promotion: CommitTrailers? = nil, known: CommitID? = nil,
        isFirstSight: Bool = false, writer: Writer? = nil
    ) {
        self.tip = tip
        self.places = places
        self.promotion = promotion
        self.known = known
        self.isFirstSight = isFirstSight
        self.writer = writer
    }

    package var values: [DeclaredValue] { places.map(\.declared) }
}

/// One value that a branch declares at a place that a stage edits, and what a release writes there.
package struct DeclaredPlace: Sendable, Hashable {
    package var declared: DeclaredValue
    package var written: Template

    package init(_ declared: DeclaredValue, written: Template) {
        self.declared = declared
        self.written = written
    }
}

/// What a person asks of a stage.
package enum Command: Sendable, Hashable, Codable {
    /// Promote this release, though it is not the next, was refused, or drifted. Every gate applies.
    case promote(environment: String, release: ReleaseID)
    /// Promote these artifacts, cutting a release of them if there is none.
    case promoteArtifacts(environment: String, [Artifact])
    /// `planHash` guards against approving other edits than those that were read.
    case approve(environment: String, planHash: String?)
    case reject(environment: String, reason: String?)
    case retry(environment: String)
    /// `isLine`: with every other stage, which `resume --all` lifts again.
    case hold(environment: String, reason: String, isLine: Bool = false)
    case resume(environment: String)
    case pin(environment: String, release: ReleaseID, reason: String?)
    case unpin(environment: String)
    /// Back to a release that was verified here; nil means the last one before the current.
    case rollback(environment: String, release: ReleaseID?, reason: String?)

    package var environment: String {
        switch self {
        case .promote(let environment, _), .promoteArtifacts(let environment, _), .approve(let environment, _),
            .reject(let environment, _), .retry(let environment), .hold(let environment, _, _),
            .resume(let environment),
            .pin(let environment, _, _), .unpin(let environment), .rollback(let environment, _, _):
            environment
        }
    }
}

/// What one step came to: the state to save, and what to tell in the same transaction.
package struct Transition: Sendable {
    package var state: PipelineState
    package var records: [AuditRecord] = []
    package var notices: [Notice] = []
    /// Why a command was refused; nothing was changed by it.
    package var refusal: Problem?

    package init(state: PipelineState) { self.state = state }
}

/// Something to do outside, keyed by what it is for: doing it again after a restart is safe.
package enum Work: Sendable, Hashable {
    /// Read what a stage's branch declares.
    case look(environment: String)
    /// Make the edits. A promotion that has a plan already needs them on the tip that the server has now; for a first
    /// plan the mirror's is good enough.
    case plan(environment: String, PromotionID)
    case send(environment: String, PromotionID)
    /// Put the promotion's commit on its own branch, and open the merge request.
    case propose(environment: String, PromotionID)
    /// Read the stage's merge request.
    case follow(environment: String, MergeRequestID)
    case merge(environment: String, PromotionID)
    /// Take back the order to merge by itself that the host has.
    case unqueue(environment: String, MergeRequestID)
    /// Say on the merge request how things stand: the facts of this fingerprint.
    case tell(environment: String, MergeRequestID, facts: String)
    /// Close a merge request, delete its branch.
    case errand(environment: String, MergeRequestID)
    /// Say on commits how a promotion stands.
    case post(environment: String, Posting.ID)
    case handOff(environment: String, PromotionID)
    case observe(environment: String, PromotionID)
    /// Measure once whether the release that is live is as it should be.
    case verify(environment: String, PromotionID, MeasurementID)
    /// Ask the reconciler about a release that was verified before.
    case watch(environment: String, LiveCall)

    package var environment: String {
        switch self {
        case .look(let environment), .plan(let environment, _), .send(let environment, _),
            .propose(let environment, _), .follow(let environment, _), .merge(let environment, _),
            .unqueue(let environment, _),
            .tell(let environment, _, _), .errand(let environment, _), .post(let environment, _),
            .handOff(let environment, _), .observe(let environment, _), .verify(let environment, _, _),
            .watch(let environment, _):
            environment
        }
    }
}
