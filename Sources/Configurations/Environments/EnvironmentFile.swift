import Foundation
import Promotion

/// A file of environments/ as it was written.
struct EnvironmentDraft: Sendable {
    var repository: Located<RemoteURL>
    var branch: String
    var delivery: Delivery
    var reconciler: ReconcilerKind
    var liveDeadline: TimeInterval
    var protection: ProtectionDraft
    var drift: DriftRule
    var interval: TimeInterval?

    func environment(named name: String, interval: TimeInterval) -> Environment {
        Environment(
            name: name, branch: Branch(remote: repository.value, name: branch), delivery: delivery,
            reconciler: reconciler,
            liveDeadline: liveDeadline, protection: protection.protection, drift: drift,
            interval: self.interval ?? interval)
    }
}

/// The description of a file of environments/.
let environmentFile: Value<EnvironmentDraft> = mapping(
    "an environment",
    required("repository", remoteURL.located, "The repository that declares what runs there."),
    optional("branch", branchName, default: "main", "The branch that the reconciler follows."),
    optional(
        "delivery",
        word(
            "a delivery",
            later: [Later(name: "mergeRequest", brings: "merge requests through the API of a Git host")],
            ["push": (Delivery.push, "A commit on the branch.")]),
        default: "push", "How a change gets on the branch."),
    optional("reconciler", reconciler, default: "none", "Who makes the cluster or cloud match the branch."),
    optional(
        "liveDeadline", duration(1...604_800), default: "30m",
        "How long after the hand-off a promotion that is not live yet counts as failed."),
    optional(
        "protection", protection, orDefaults: "What is asked before anything is written. It holds for every pipeline."),
    optional(
        "drift",
        word(
            "a rule for drift",
            [
                "hold": (DriftRule.hold, "The stage is held until a person decides."),
                "adopt": (.adopt, "The new value becomes the stage's current version, unverified."),
                "restore": (.restore, "The last promotion's values are written again."),
            ]), default: "hold", "What happens when a person changes a declared value."),
    optional(
        "interval", duration(1...604_800),
        "How often the branch is looked at; the interval of sluice.yaml where it is missing."),
    later: [
        Later(name: "forge", brings: "merge requests through the API of a Git host"),
        Later(name: "merge", brings: "merging of merge requests"),
        Later(name: "mergeMethod", brings: "the method by which merge requests are merged"),
        Later(name: "rebase", brings: "the rebasing of merge requests"),
        Later(name: "mergeRequest", brings: "merge requests' titles, texts, labels and reviewers"),
        Later(name: "accounts", brings: "approvals on the Git host"),
        Later(name: "checks", brings: "required checks of the Git host"),
        Later(name: "verification", brings: "tests of a release after it is live"),
        Later(name: "onFailure", brings: "rolling back by itself"),
    ]
) {
    EnvironmentDraft(
        repository: $0, branch: $1, delivery: $2, reconciler: $3, liveDeadline: $4, protection: $5, drift: $6,
        interval: $7)
}
