import Foundation
import Promotion

/// A file of environments/ as it was written.
struct EnvironmentDraft: Sendable {
    var repository: Located<RemoteURL>
    var branch: String
    var delivery: DeliveryDraft
    var reconciler: Located<ReconcilerKind>
    var liveDeadline: TimeInterval
    var protection: ProtectionDraft
    var drift: DriftRule
    var liveDrift: Located<LiveDriftRule>
    var verifications: [VerificationDraft]
    var onFailure: FailureRule?
    /// What stages choose environments by.
    var labels: [Entry<String, String>]
    var interval: TimeInterval?

    func environment(named name: String, _ settings: Settings) -> Environment {
        let interval = self.interval ?? settings.interval
        // Where the host tells what happens to a merge request, a look by itself is for what was lost on the way.
        let isTold = delivery.forge.map { settings.isTold(by: $0.value) } ?? false
        return Environment(
            name: name, branch: Branch(remote: repository.value, name: branch),
            delivery: delivery.delivery(interval: isTold ? max(interval, 3600) : interval),
            forge: delivery.forge?.value,
            reconciler: reconciler.value.resolved(among: settings.forges),
            liveDeadline: liveDeadline, protection: protection.protection, drift: drift,
            liveDrift: liveDrift.value, verifications: verifications.map(\.verification), onFailure: onFailure,
            interval: interval)
    }
}

/// The description of a file of environments/.
let environmentFile: Value<EnvironmentDraft> = mapping(
    "an environment",
    required("repository", remoteURL.located, "The repository that declares what runs there."),
    optional("branch", branchName, default: "main", "The branch that the reconciler follows."),
    optional("delivery", deliveryWord, default: "push", "How a change gets on the branch."),
    optional(
        "forge", name(of: "a forge", example: "gitlab").located,
        "The Git host of the repository, by its name under `forges` in sluice.yaml."),
    optional("merge", mergeWord, default: "manual", "Who merges a merge request."),
    optional("mergeMethod", mergeMethodWord, default: "merge", "How it is merged."),
    optional("rebase", rebaseWord, default: "onConflict", "What happens to it when the base moves."),
    optional(
        "accounts", accountsTable,
        orEmpty: "Whose reviews on the host count as a user's approval: the user, by the account on the host."),
    optional(
        "checks", list(of: anyText("the name of a check", example: "ci/build")),
        orEmpty:
            "Checks of the host that must have succeeded before Sluice merges, beside those that the host requires."),
    optional("mergeRequest", mergeRequestSettings, orDefaults: "What a merge request is given."),
    optional("reconciler", reconciler.located, default: "none", "Who makes the cluster or cloud match the branch."),
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
        "liveDrift", liveDrift.located, default: "report",
        "What happens when a release that was verified is seen to be live no longer as it is declared. Reconcilers that tell "
            + "nothing after a hand-off are not asked. See docs/drift.md."),
    optional(
        "interval", duration(1...604_800),
        "How often the branch is looked at; the interval of sluice.yaml where it is missing."),
    optional(
        "verification", environmentVerifications,
        orEmpty: "What a release must pass once it is live, before it counts as verified. It holds for every pipeline."),
    optional(
        "onFailure", failureRule,
        "What happens when a release that has landed does not become live, or fails a verification. Without it and a stage's "
            + "own, the promotion has failed, and waits for a person or a newer release."),
    optional(
        "labels", table(from: labelName, to: labelValue), orEmpty: "What a stage's `selector` chooses environments by.")
) {
    EnvironmentDraft(
        repository: $0, branch: $1,
        delivery: DeliveryDraft(
            isMergeRequest: $2, forge: $3, merging: $4, method: $5, rebase: $6, accounts: $7, checks: $8,
            mergeRequest: $9),
        reconciler: $10, liveDeadline: $11, protection: $12, drift: $13,
        liveDrift: $14, verifications: $16, onFailure: $17, labels: $18, interval: $15)
}
