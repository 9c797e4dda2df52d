package import Foundation
package import Manifests

/// A place to deploy: a branch of a repository, how changes get there, who makes them live, and what protects it.
package struct Environment: Sendable, Hashable {
    package var name: String
    package var branch: Branch
    package var delivery: Delivery
    /// The Git host of the repository, by its name in the configuration; nil where it has none.
    package var forge: String?
    package var reconciler: ReconcilerKind
    /// Seconds from the hand-off until a promotion that is not live counts as failed.
    package var liveDeadline: TimeInterval
    package var protection: Protection
    package var drift: DriftRule
    package var liveDrift: LiveDriftRule
    /// What a release must pass here once it is live.
    package var verifications: [Verification]
    /// Nil leaves it to the stage.
    package var onFailure: FailureRule?
    /// Seconds between two looks at the branch, before jitter.
    package var interval: TimeInterval

    package init(
        name: String, branch: Branch, delivery: Delivery = .push, forge: String? = nil,
        reconciler: ReconcilerKind = .none,
        liveDeadline: TimeInterval = 1800, protection: Protection = Protection(), drift: DriftRule = .hold,
        liveDrift: LiveDriftRule = LiveDriftRule(), verifications: [Verification] = [], onFailure: FailureRule? = nil,
        interval: TimeInterval = 300
    ) {
        self.name = name
        self.branch = branch
        self.delivery = delivery
        self.forge = forge ?? delivery.mergeRequest?.forge
        self.reconciler = reconciler
        self.liveDeadline = liveDeadline
        self.protection = protection
        self.drift = drift
        self.liveDrift = liveDrift
        self.verifications = verifications
        self.onFailure = onFailure
        self.interval = interval
    }
}

/// How a change reaches an environment's branch.
package enum Delivery: Sendable, Hashable {
    /// A commit on the branch.
    case push
    /// A commit on a branch of its own, and a merge request.
    case mergeRequest(MergeRequestDelivery)

    package var mergeRequest: MergeRequestDelivery? {
        switch self {
        case .push: nil
        case .mergeRequest(let delivery): delivery
        }
    }
}

/// What happens when a person changes a declared value.
package enum DriftRule: String, Sendable, Hashable, CaseIterable {
    /// The stage is held until a person decides. The default.
    case hold
    /// The new value becomes the stage's current version, unverified.
    case adopt
    /// The last promotion's values are written again.
    case restore
}

/// One branch of one remote repository.
package struct Branch: Sendable, Hashable, CustomStringConvertible {
    package var remote: RemoteURL
    package var name: String

    package init(remote: RemoteURL, name: String) {
        self.remote = remote
        self.name = name
    }

    package var description: String { "\(remote)#\(name)" }
}

/// Who makes the cluster or cloud match the repository, and how it is asked.
package enum ReconcilerKind: Sendable, Hashable {
    /// Nobody is asked: a commit on the branch counts as live.
    case none
    case command(CommandReconciler)
    case webhook(WebhookReconciler)
    case argocd(ArgoCDReconciler)
    case flux(FluxReconciler)
    case kubernetes(KubernetesReconciler)
    case gitlabCI(GitLabCIReconciler)
    case githubActions(GitHubActionsReconciler)
    case terraform(TerraformReconciler)
    /// All of these; what is live is so with each of them.
    indirect case all([NamedReconciler])

    /// Whether runs of the repository's own host make its commits live: the host's webhooks tell of them.
    package var isRunner: Bool {
        switch self {
        case .gitlabCI, .githubActions: true
        case .all(let parts): parts.contains { $0.kind.isRunner }
        case .none, .command, .webhook, .argocd, .flux, .kubernetes, .terraform: false
        }
    }
}

/// One of several reconcilers of an environment: a cluster, a region.
package struct NamedReconciler: Sendable, Hashable {
    /// What reasons call it.
    package var name: String
    package var kind: ReconcilerKind

    package init(_ name: String, _ kind: ReconcilerKind) {
        self.name = name
        self.kind = kind
    }
}

/// A program that makes a revision live. Run directly, never through a shell.
///
/// The environment variables `SLUICE_REVISION`, `SLUICE_PIPELINE`, `SLUICE_ENVIRONMENT`, `SLUICE_RELEASE` and
/// `SLUICE_PROMOTION` tell it what to do. Exit status 0 means that the revision is live; anything else is a failure.
package struct CommandReconciler: Sendable, Hashable {
    package var arguments: [String]
    /// Seconds until it is killed.
    package var deadline: TimeInterval
    /// Who says whether the revision is live, in place of the program's exit status.
    package var observation: CommandObservation?

    package init(arguments: [String], deadline: TimeInterval = 300, observation: CommandObservation? = nil) {
        self.arguments = arguments
        self.deadline = deadline
        self.observation = observation
    }
}

/// A program that tells whether a revision is live, by its exit status: 0 live, 1 failed, 2 not yet.
package struct CommandObservation: Sendable, Hashable {
    package var arguments: [String]
    /// Seconds until it is killed.
    package var deadline: TimeInterval

    package init(arguments: [String], deadline: TimeInterval = 60) {
        self.arguments = arguments
        self.deadline = deadline
    }
}

/// An HTTP endpoint that is told about a revision. A 2xx answer counts as live.
package struct WebhookReconciler: Sendable, Hashable {
    package var url: String
    /// Signs the body: `X-Sluice-Signature: sha256=<hex HMAC>`.
    package var secret: Secret?
    package var caFile: String?
    /// Seconds until the call is given up.
    package var deadline: TimeInterval
    /// Who says whether the revision is live, in place of the answer.
    package var observation: HTTPObservation?

    package init(
        url: String, secret: Secret? = nil, caFile: String? = nil, deadline: TimeInterval = 30,
        observation: HTTPObservation? = nil
    ) {
        self.url = url
        self.secret = secret
        self.caFile = caFile
        self.deadline = deadline
        self.observation = observation
    }
}

/// An address whose JSON answer says at one path how the revision is.
package struct HTTPObservation: Sendable, Hashable {
    package var url: Template
    package var path: Selector
    /// The values that mean live.
    package var live: [Template]
    /// The values that mean given up; every other one is not yet.
    package var failed: [Template]
    /// Where the answer names the revision that it speaks of, by seven or more of its digits.
    package var revision: Selector?
    package var token: Secret?
    package var caFile: String?
    /// Seconds until a call is given up.
    package var deadline: TimeInterval

    package init(
        url: Template, path: Selector, live: [Template], failed: [Template] = [], revision: Selector? = nil,
        token: Secret? = nil, caFile: String? = nil, deadline: TimeInterval = 10
    ) {
        self.url = url
        self.path = path
        self.live = live
        self.failed = failed
        self.revision = revision
        self.token = token
        self.caFile = caFile
        self.deadline = deadline
    }
}
