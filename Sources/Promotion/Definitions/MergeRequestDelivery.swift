package import Foundation

/// How an environment's changes become merge requests, and how these are merged.
package struct MergeRequestDelivery: Sendable, Hashable {
    /// Who merges.
    package enum Merging: String, Sendable, Hashable, CaseIterable {
        /// A person, on the host. The gates are told there and decide nothing but what Sluice says of them.
        case manual
        /// Sluice, at the head that was approved, as soon as every gate is open and the required checks are green.
        case auto
        /// The host, by its auto-merge, merge queue or merge train, once every gate of Sluice's is open.
        case host
    }

    /// When a merge request is made anew on the base's newest commit.
    package enum Rebase: String, Sendable, Hashable, CaseIterable {
        /// When the host cannot merge it any more.
        case onConflict
        /// Whenever the base moved.
        case always
    }

    /// The name of the forge, as sluice.yaml has it.
    package var forge: String
    /// The fork that has Sluice's branches, where it may not push to the environment's repository.
    package var fork: RemoteURL?
    package var merging: Merging
    package var method: MergeMethod
    package var rebase: Rebase
    /// The users whose reviews on the host count as their approvals, by account.
    package var accounts: [String: String]
    /// Names of the host's checks that must have succeeded on the head, beside those that the host itself requires.
    package var checks: [String]
    package var labels: [String]
    package var reviewers: [String]
    /// What has to be read of a merge request: reviews and checks cost calls, and where they decide nothing they are the
    /// host's own affair.
    package var parts: MergeRequestParts {
        var parts = MergeRequestParts.basics
        if !accounts.isEmpty { parts.insert(.reviews) }
        if !checks.isEmpty { parts.insert(.checks) }
        return parts
    }

    /// Files of templates for the title and the body, absolute paths; nil leaves a text to Sluice.
    package var titleTemplate: String?
    package var bodyTemplate: String?
    /// Seconds between two reads of an open merge request, where nothing hints that it changed.
    package var interval: TimeInterval

    package init(
        forge: String, fork: RemoteURL? = nil, merging: Merging = .manual, method: MergeMethod = .merge,
        rebase: Rebase = .onConflict,
        accounts: [String: String] = [:], checks: [String] = [], labels: [String] = [], reviewers: [String] = [],
        titleTemplate: String? = nil, bodyTemplate: String? = nil, interval: TimeInterval = 300
    ) {
        self.titleTemplate = titleTemplate
        self.bodyTemplate = bodyTemplate
        self.forge = forge
        self.fork = fork
        self.merging = merging
        self.method = method
        self.rebase = rebase
        self.accounts = accounts
        self.checks = checks
        self.labels = labels
        self.reviewers = reviewers
        self.interval = interval
    }
}
