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

    /// `verifications` and `onFailure` are the pipeline's, for stages without their own.
    func stage(
        edits: [EditDraft], verifications: [VerificationDraft], onFailure: FailureRule?, in context: EditContext
    ) -> Stage {
        Stage(
            environment: environment.value, after: after.map(\.value),
            edits: edits.map { $0.fileEdits(in: context) }, queue: queue,
            soakTime: soakTime?.value ?? 0, interruptSoak: interruptSoak, addedProtection: gates.protection,
            verifications: (self.verifications ?? verifications).map(\.verification),
            onFailure: self.onFailure ?? onFailure)
    }
}

/// The description of a stage.
let stage: Value<StageDraft> = mapping(
    "a stage",
    required(
        "environment", name(of: "an environment", example: "prod").located, "The environment: a file of environments/."),
    optional(
        "after", list(of: name(of: "an environment", example: "staging").located, atLeast: 1),
        "The stages, by environment, in which a release must have been verified first."),
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
        Later(name: "environments", brings: "one stage over many environments"),
        Later(name: "selector", brings: "one stage over all environments with a label"),
        Later(name: "maxParallel", brings: "one stage over many environments"),
        Later(name: "canary", brings: "one stage over many environments"),
        Later(name: "checks", brings: "gates that a program decides"),
    ]
) {
    environment, after, edits, soakTime, queue, interruptSoak, rules, preventSelfApproval, windows, freezes,
    verifications, onFailure in
    StageDraft(
        environment: environment, after: after ?? [], edits: edits, queue: queue, soakTime: soakTime,
        interruptSoak: interruptSoak,
        gates: GatesDraft(
            approvalRules: rules, preventSelfApproval: preventSelfApproval, promotionWindows: windows,
            freezePeriods: freezes), verifications: verifications, onFailure: onFailure)
}
