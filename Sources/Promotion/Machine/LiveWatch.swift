package import Foundation

/// What is seen of a stage's current release since it was verified, and what is done about it.
package struct LiveWatch: Sendable, Hashable, Codable {
    /// The commit that brought the release; of any other one nothing of this counts.
    package var commit: CommitID
    package var since: Date
    package var pace: Pace
    /// Seen otherwise than live, and not for long enough yet to say so.
    package var doubt: Doubt?
    /// What is live is not as it is declared.
    package var drift: Drift?
    /// What was asked of the reconciler and has not ended.
    package var act: Act?
    /// Counts all that was asked, which gives each its identity.
    package var acts = 0
    /// When healing was begun within the last day, oldest first.
    package var heals: [Date] = []
    /// Whether people were told that healing has not helped.
    package var gaveUp = false
    /// When people were told of a drift last.
    package var toldAt: Date?
    /// Why it cannot be seen what is live, where only a person can mend that.
    package var problem: Problem?

    /// When it is looked at. Not worth saving by itself: after a restart it is spread anew.
    package struct Pace: Sendable, Hashable, Codable {
        package var next: Date
        /// The calls that failed since one has not.
        package var failures = 0
        /// The newest commit at which it was seen live.
        package var liveAt: CommitID?
    }

    package struct Doubt: Sendable, Hashable, Codable {
        package var since: Date
        /// Since when it was seen at every look that something is wrong; nil where it may only be on its way.
        package var wrongSince: Date?
    }

    package struct Drift: Sendable, Hashable, Codable {
        package var since: Date
        /// The reconciler's words, a clause.
        package var reason: String
        /// Whether it was seen since healing ended.
        package var isFresh = true
    }

    /// Something that is asked of the reconciler once, and followed to its end.
    package struct Act: Sendable, Hashable, Codable {
        package enum Kind: String, Sendable, Hashable, Codable {
            /// The same commit once more.
            case heal
            /// A run that only plans.
            case plan
        }

        package var kind: Kind
        package var number: Int
        package var revision: CommitID
        package var began: Date
        /// Nil until the reconciler was asked.
        package var receipt: HandOffReceipt?
        /// What it showed last, in the reconciler's words.
        package var seen: String?
    }

    package init(commit: CommitID, since: Date, next: Date) {
        self.commit = commit
        self.since = since
        pace = Pace(next: next)
    }
}

/// One call to a reconciler about a release that was verified before.
package struct LiveCall: Sendable, Hashable {
    /// Nil for a look at what is live.
    package var kind: LiveWatch.Act.Kind?
    /// What it is asked for by.
    package var id: PromotionID
    package var revision: CommitID
    /// Nil where it is asked for; otherwise it is observed.
    package var receipt: HandOffReceipt?

    package init(kind: LiveWatch.Act.Kind?, id: PromotionID, revision: CommitID, receipt: HandOffReceipt?) {
        self.kind = kind
        self.id = id
        self.revision = revision
        self.receipt = receipt
    }
}

/// What came of such a call.
package enum LiveOutcome: Sendable, Hashable {
    case asked(HandOffReceipt)
    case seen(Observation)
    case failed(Problem)
}

extension PipelineState {
    /// Whether two states differ in nothing that has to survive a restart: when a source was last scanned need not, nor when
    /// a hand-off or what is live is looked at again that shows what it showed.
    package func isSame(as other: PipelineState) -> Bool { self == other || lasting == other.lasting }

    private var lasting: PipelineState {
        var lasting = self
        for name in sources.keys { lasting.sources[name]?.scannedAt = nil }
        for (name, stage) in stages {
            if stage.promotion?.isLookedAt == true { lasting.stages[name]?.promotion?.retry = nil }
            if stage.watch != nil { lasting.stages[name]?.watch?.pace = LiveWatch.Pace(next: .distantPast) }
        }
        return lasting
    }
}

extension Promotion {
    /// Whether what its reconciler reports is looked at from time to time, with nothing in the way.
    package var isLookedAt: Bool {
        guard case .deploying = state else { return false }
        return (retry?.attempts ?? 0) == 0
    }
}
