import Foundation
import Promotion

/// A stage as it was written.
struct StageDraft: Sendable {
    var environment: Located<String>
    var after: [Located<String>]
    var edits: [EditDraft]?
    var queue: Stage.Queue
    var soakTime: Located<TimeInterval>?
    var interruptSoak: Bool
    var gates: GatesDraft
    var verifications: [VerificationDraft]?
    var onFailure: FailureRule?
    /// Those that were made of the same template.
    var group: StageGroup?

    /// `verifications` and `onFailure` are the pipeline's, for stages without their own.
    func stage(
        edits: [EditDraft], verifications: [VerificationDraft], onFailure: FailureRule?, in context: EditContext
    ) -> Stage {
        Stage(
            environment: environment.value, after: after.map(\.value),
            edits: edits.map { $0.fileEdits(in: context) }, queue: queue,
            soakTime: soakTime?.value ?? 0, interruptSoak: interruptSoak, addedProtection: gates.protection,
            verifications: (self.verifications ?? verifications).map(\.verification),
            onFailure: self.onFailure ?? onFailure, group: group)
    }
}

/// The description of a stage, or of a template for several.
let stage: Value<StageTemplate> = mapping(
    "a stage",
    optional("environment", environmentName.located, "The environment: a file of environments/."),
    optional(
        "name", name(of: "a group of stages", example: "prod").located,
        "What all stages of `environments` or `selector` are called together, in `after` and by people."),
    optional(
        "environments", list(of: environmentName.located, atLeast: 1),
        "Several environments instead of one. Each is a stage of its own, with all that is said here; `${environment}` tells them "
            + "apart."),
    optional(
        "selector", labelSelector.located,
        "The same for all environments with these `labels`, sorted by name. Every label must be there; a list means any of its "
            + "values."),
    optional(
        "canary", oneOrMore(environmentName.located),
        "The environments that take a release first: it must be verified in each of them before any other gets it."),
    optional(
        "maxParallel", wholeNumber(1...100_000),
        "How many of them may have a release on its way at a time, from the commit until it is verified; all where it is missing."
    ),
    optional(
        "stopOnFailure", boolean, default: "true",
        "Whether a release that failed in one of them goes into no other until it is verified there after all, or rejected "
            + "there."),
    optional(
        "after", list(of: name(of: "a stage", example: "staging").located, atLeast: 1),
        "The stages in which a release must have been verified first, by environment, or by the name of a group: all of it."
    ),
    optional("edits", list(of: edit, atLeast: 1), "What is written here, instead of the pipeline's edits."),
    optional(
        "soakTime", duration(0...31_536_000).located,
        "How long a release must have been verified in every stage of `after`."),
    optional(
        "queue",
        word(
            "a queue",
            [
                "latest": (Stage.Queue.latest, "The newest release that may come; those in between are skipped."),
                "every": (
                    .every,
                    "Each release in its order. The first is of the newest version then: what is older was there before."
                ),
            ]), default: "latest", "Which release comes next."),
    optional(
        "interruptSoak", boolean, default: "false",
        "Whether a newer release may replace one here that is still soaking for a later stage."),
    GateFields.approvalRules, GateFields.preventSelfApproval, GateFields.promotionWindows, GateFields.freezePeriods,
    optional(
        "verification", stageVerifications,
        "What a release must pass here once it is live, beside the environment's own, and instead of the pipeline's."),
    optional(
        "onFailure", failureRule, "What happens when a release fails here, where the environment has no such key."),
    later: [
        Later(name: "checks", brings: "gates that a program decides")
    ],
    rules: [.exactlyOne(["environment"] + severalEnvironments)]
        + severalEnvironments.map { .needs($0, "name") }
        + ["name", "canary", "maxParallel", "stopOnFailure"].map { .needsOne($0, of: severalEnvironments) }
) {
    environment, name, environments, selector, canaries, maxParallel, stopsOnFailure, after, edits, soakTime, queue,
    interruptSoak, rules, preventSelfApproval, windows, freezes, verifications, onFailure in
    StageTemplate(
        environment: environment, name: name, environments: environments, selector: selector,
        canaries: canaries ?? [], maxParallel: maxParallel, stopsOnFailure: stopsOnFailure, after: after ?? []
    ) { environment, after, group in
        StageDraft(
            environment: environment, after: after, edits: edits, queue: queue, soakTime: soakTime,
            interruptSoak: interruptSoak,
            gates: GatesDraft(
                approvalRules: rules, preventSelfApproval: preventSelfApproval, promotionWindows: windows,
                freezePeriods: freezes), verifications: verifications, onFailure: onFailure, group: group)
    }
}

private let severalEnvironments = ["environments", "selector"]
private let environmentName = name(of: "an environment", example: "prod")
