package import Foundation

/// All that is remembered of one pipeline: its releases, and where each stage stands.
///
/// A value; only `PipelineMachine` changes it. What must be done next is not kept beside it but follows from it
/// (`PipelineMachine.work`), so that saving the state is saving the intent.
package struct PipelineState: Sendable, Hashable, Codable {
    package var pipeline: String
    /// Oldest first: all that are current, in flight, wanted or soaking somewhere, and the newest ones.
    package var releases: [Release]
    /// Counts every release that was ever cut.
    package var releaseCount: Int
    package var stages: [String: StageState]
    /// What the last scan round said of each source.
    package var sources: [String: SourceState]
    /// What is left to do for merge requests that no promotion needs any more.
    package var errands: [Errand]
    /// What commits say on their hosts of promotions, and what they are to say.
    package var postings: [Posting]
    /// Until when a host's repository is not asked to take statuses, since it refuses them; by the forge's name and the
    /// repository.
    package var muted: [String: Date]

    package init(pipeline: String) {
        self.pipeline = pipeline
        releases = []
        releaseCount = 0
        stages = [:]
        sources = [:]
        errands = []
        postings = []
        muted = [:]
    }

    /// States of before there were merge requests have no errands, and older ones than these no postings.
    package init(from decoder: any Decoder) throws {
        let values = try decoder.container(keyedBy: CodingKeys.self)
        pipeline = try values.decode(String.self, forKey: .pipeline)
        releases = try values.decode([Release].self, forKey: .releases)
        releaseCount = try values.decode(Int.self, forKey: .releaseCount)
        stages = try values.decode([String: StageState].self, forKey: .stages)
        sources = try values.decode([String: SourceState].self, forKey: .sources)
        errands = try values.decodeIfPresent([Errand].self, forKey: .errands) ?? []
        postings = try values.decodeIfPresent([Posting].self, forKey: .postings) ?? []
        muted = try values.decodeIfPresent([String: Date].self, forKey: .muted) ?? [:]
    }

    package func release(_ id: ReleaseID) -> Release? { releases.last { $0.id == id } }

    /// Whether something is left to be ended once the pipeline is gone: promotions, merge requests, words on commits.
    package var hasOpenEnds: Bool {
        !errands.isEmpty || !postings.isEmpty
            || stages.values.contains { $0.current != nil || $0.promotion != nil || $0.proposal != nil }
    }
}

/// What the last scan round said of one source.
package struct SourceState: Sendable, Hashable, Codable {
    /// When a whole list was last read.
    package var scannedAt: Date?
    /// Why the last attempt failed, if it did.
    package var problem: Problem?
    /// The wanted version.
    package var artifact: Artifact?
    /// What the last round found and no release was made of yet; oldest first.
    package var candidates: [Artifact]
    /// Why the wanted version is not released: a tag that moved, a version older than one released before, none found.
    package var note: String?

    package init(scannedAt: Date? = nil, problem: Problem? = nil, artifact: Artifact? = nil, note: String? = nil) {
        self.scannedAt = scannedAt
        self.problem = problem
        self.artifact = artifact
        candidates = []
        self.note = note
    }
}

/// Where one stage stands.
package struct StageState: Sendable, Hashable, Codable {
    /// What the branch declares, as far as known; nil until the repository was seen for the first time.
    package var current: CurrentVersion?
    /// The branch that it was seen on.
    package var branch: String?
    /// The edits by whose places the current version was read last (`Stage.editsHash`); nil where that is not known.
    package var edits: String?
    /// The one promotion in flight.
    package var promotion: Promotion?
    /// The stage's merge request, from when it was opened until all is told that its people want to know.
    package var proposal: Proposal?
    /// The last promotion that was begun here; the next one's identity depends on it.
    package var lastPromotion: PromotionID?
    /// When each release was verified here, and until when it stayed.
    package var verifications: [Verification]
    package var hold: Hold?
    package var pin: Pin?
    /// Releases that are not promoted here by themselves: rejected, failed, or rolled past.
    package var refused: [Refusal]
    /// Releases that failed here, each until it is verified here after all or a person leaves it out; nil in states of before
    /// there were groups.
    package var failures: [Failure]?
    /// Why the stage can't be looked at, if it can't.
    package var problem: Problem?
    /// The attempts since the branch could be read.
    package var retry: Retry?
    /// A drift that a person has to decide about.
    package var drift: Drift?
    /// What others wrote over a release that was promoted here; nil where nobody did. States of before have none.
    package var contest: Contest?
    /// What is seen of the current release since it was verified; nil where nobody looks. States of before have none.
    package var watch: LiveWatch?

    package init() {
        verifications = []
        refused = []
    }

    /// One that starts anew on another branch: what people decided stands.
    package init(keepingDecisionsOf other: StageState) {
        self.init()
        hold = other.hold
        pin = other.pin
        refused = other.refused
    }

    /// A stretch of time in which a release was verified here without a break.
    package struct Verification: Sendable, Hashable, Codable {
        package var release: ReleaseID
        package var from: Date
        /// Nil while it lasts.
        package var until: Date?
    }

    /// Of one release's former stretches only the longest says something that the newest does not.
    mutating func remember(_ stretch: Verification) {
        func length(_ other: Verification) -> TimeInterval { other.until?.timeIntervalSince(other.from) ?? .infinity }
        let longest = verifications.filter { $0.release == stretch.release }.map(length).max()
        var isKept = false
        verifications.removeAll { other in
            guard other.release == stretch.release else { return false }
            if !isKept, length(other) == longest {
                isKept = true
                return false
            }
            return true
        }
        verifications.append(stretch)
    }

    package struct Pin: Sendable, Hashable, Codable {
        package var release: ReleaseID
        package var by: String
        package var at: Date
        package var reason: String?
    }

    package struct Refusal: Sendable, Hashable, Codable {
        package var release: ReleaseID
        package var by: String
        package var at: Date
        package var reason: String
    }

    package struct Failure: Sendable, Hashable, Codable {
        package var release: ReleaseID
        package var at: Date
        package var reason: String
    }

    package struct Drift: Sendable, Hashable, Codable {
        package var at: Date
        package var commit: CommitID
        /// One sentence: which value, from what to what.
        package var message: String
    }
}

/// Attempts at something that failed for now.
package struct Retry: Sendable, Hashable, Codable {
    package var attempts: Int
    package var notBefore: Date
    package var problem: Problem

    /// When it is tried again; nil where that is not before something changes.
    package var next: Date? { notBefore < .distantFuture ? notBefore : nil }

    package init(attempts: Int, notBefore: Date, problem: Problem) {
        self.attempts = attempts
        self.notBefore = notBefore
        self.problem = problem
    }
}

/// What a stage's branch declares.
package struct CurrentVersion: Sendable, Hashable, Codable {
    /// Nil where the declared values are of no release that Sluice knows: adopted at first sight, or changed by a person.
    package var release: ReleaseID?
    /// The declared values, in the order of the stage's edits.
    package var declared: [DeclaredValue]
    /// The tags that they name, by source, as far as the templates can be read backwards.
    package var tags: [String: String]
    /// The commit at which it was declared, or first seen.
    package var commit: CommitID
    /// The promotion that brought it.
    package var promotion: PromotionID?
    package var since: Date
    /// When it was proven live and verified; nil for adopted versions.
    package var verifiedAt: Date?

    package init(
        release: ReleaseID?, declared: [DeclaredValue], tags: [String: String], commit: CommitID,
        promotion: PromotionID?,
        since: Date, verifiedAt: Date? = nil
    ) {
        self.release = release
        self.declared = declared
        self.tags = tags
        self.commit = commit
        self.promotion = promotion
        self.since = since
        self.verifiedAt = verifiedAt
    }
}

/// One value that a branch holds at a place that a stage edits.
package struct DeclaredValue: Sendable, Hashable, Codable {
    package var file: String
    /// The selector's text.
    package var place: String
    package var value: String

    package init(file: String, place: String, value: String) {
        self.file = file
        self.place = place
        self.value = value
    }
}
