package import Foundation

/// What commits are to say on their hosts of one promotion (`sluice/<stage>`), and what they say.
///
/// Kept until its last word was told, or given up; what is told follows from it alone.
package struct Posting: Sendable, Hashable, Codable, Identifiable {
    package struct ID: Sendable, Hashable, Codable {
        package var promotion: PromotionID
        package var place: Place
    }

    package enum Place: Sendable, Hashable, Codable {
        /// The commits of applications that the release was built from.
        case applications
        /// The environment's commit that declares the release.
        case environment(CommitID)
    }

    /// A commit on a host.
    package struct Target: Sendable, Hashable, Codable {
        /// The forge's name in the configuration.
        package var forge: String
        package var repository: ForgeRepository
        package var commit: CommitID

        package init(forge: String, repository: ForgeRepository, commit: CommitID) {
            self.forge = forge
            self.repository = repository
            self.commit = commit
        }

        /// What takes statuses, or refuses them.
        package var place: String { "\(forge) \(repository)" }
    }

    package var id: ID
    package var environment: String
    package var release: ReleaseID
    package var state: CommitStatus.State
    /// One sentence.
    package var summary: String
    /// When it came to stand so.
    package var since: Date
    /// What hosts say already; nil where that is nothing.
    package var told: CommitStatus.State?
    /// The commits that were told: the last word goes there, too, whatever the configuration is by then. Nil before the first.
    package var targets: [Target]?
    package var retry: Retry?

    /// How long something must be under way before that is worth a call to the host.
    static let pause: TimeInterval = 3

    /// When it is told; nil where it was.
    var due: Date? {
        guard told != state else { return nil }
        let first = state == .pending ? since.addingTimeInterval(Self.pause) : since
        return max(first, retry?.notBefore ?? .distantPast)
    }
}

/// What came of telling hosts.
package struct PostOutcome: Sendable, Hashable {
    /// The commits that it is about.
    package var targets: [Posting.Target]
    /// Why hosts take no statuses, by `Posting.Target.place`.
    package var refused: [String: Problem]
    /// Why the rest was not told; worth trying again.
    package var problem: Problem?

    package init(_ targets: [Posting.Target], refused: [String: Problem] = [:], problem: Problem? = nil) {
        self.targets = targets
        self.refused = refused
        self.problem = problem
    }
}
