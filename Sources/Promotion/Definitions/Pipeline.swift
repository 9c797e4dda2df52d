package import Foundation
package import Versions

/// Sources, and the stages that a release passes.
package struct Pipeline: Sendable, Hashable {
    package var name: String
    package var sources: [Source]
    /// In the order of the configuration; `after` makes the graph.
    package var stages: [Stage]
    package var cut: ReleaseCut

    package init(name: String, sources: [Source], stages: [Stage], cut: ReleaseCut = .eachRound) {
        self.name = name
        self.sources = sources
        self.stages = stages
        self.cut = cut
    }

    package func source(_ name: String) -> Source? { sources.first { $0.name == name } }
    package func stage(_ environment: String) -> Stage? { stages.first { $0.environment == environment } }
    package func id(_ environment: String) -> StageID { StageID(pipeline: name, environment: environment) }

    /// The stages that wait for `environment`.
    package func downstream(of environment: String) -> [Stage] { stages.filter { $0.after.contains(environment) } }
}

/// When a release is made of the sources' artifacts.
package enum ReleaseCut: Sendable, Hashable {
    /// Once a scan round, of whatever each source's wanted version is.
    case eachRound
    /// When every source has an artifact of one source revision (`together: revision`).
    case sameRevision
}

/// Something watched, and which of its versions is wanted.
package struct Source: Sendable, Hashable {
    package enum Origin: Sendable, Hashable {
        case image(ImageRepository)
        case gitTags(RemoteURL)
        case gitBranch(RemoteURL, branch: String)
    }

    package var name: String
    package var origin: Origin
    package var policy: VersionPolicy
    /// Seconds between two scans, before jitter.
    package var interval: TimeInterval
    /// The application's Git repository, for what changed between two images; nil leaves it to their labels.
    package var changelog: RemoteURL?

    package init(
        name: String, origin: Origin, policy: VersionPolicy, interval: TimeInterval = 300, changelog: RemoteURL? = nil
    ) {
        self.name = name
        self.origin = origin
        self.policy = policy
        self.interval = interval
        self.changelog = changelog
    }

    /// What artifacts of this source name as their repository.
    package var repository: String {
        switch origin {
        case .image(let repository): repository.description
        case .gitTags(let url), .gitBranch(let url, _): url.description
        }
    }
}

/// One environment in one pipeline: what is written there, and what it comes after.
package struct Stage: Sendable, Hashable {
    package enum Queue: String, Sendable, Hashable, CaseIterable {
        /// The newest eligible release; those in between are skipped, and recorded as skipped.
        case latest
        /// Each eligible release in its order.
        case every
    }

    package var environment: String
    package var after: [String]
    package var edits: [FileEdits]
    package var queue: Queue
    /// Seconds that a release must have been verified in every stage of `after`.
    package var soakTime: TimeInterval
    /// Whether a newer release may replace one that is still soaking here for a later stage.
    package var interruptSoak: Bool
    /// Gates that this pipeline adds to the environment's own.
    package var addedProtection: Protection
    /// What a release must pass here once it is live, beside the environment's own.
    package var verifications: [Verification]
    /// Where the environment has none.
    package var onFailure: FailureRule?
    /// The stages that were made of the same template; nil for one that names its environment itself.
    package var group: StageGroup?

    package init(
        environment: String, after: [String] = [], edits: [FileEdits], queue: Queue = .latest,
        soakTime: TimeInterval = 0,
        interruptSoak: Bool = false, addedProtection: Protection = Protection(), verifications: [Verification] = [],
        onFailure: FailureRule? = nil, group: StageGroup? = nil
    ) {
        self.environment = environment
        self.after = after
        self.edits = edits
        self.queue = queue
        self.soakTime = soakTime
        self.interruptSoak = interruptSoak
        self.addedProtection = addedProtection
        self.verifications = verifications
        self.onFailure = onFailure
        self.group = group
    }
}
