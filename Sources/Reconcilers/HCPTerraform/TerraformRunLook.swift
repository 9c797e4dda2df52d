/// One run of a workspace, and what it means. Pure.
///
/// States are those of HCP Terraform's "Run States and Stages".
struct TerraformRunLook: Sendable {
    var run: TerraformRun
    /// Where people see it.
    var address: String

    /// States that a run does not leave any more, and that prove nothing.
    static let ends: Set = ["discarded", "errored", "canceled", "force_canceled"]

    /// Whether its plan is there, so that it is worth asking for.
    var hasPlan: Bool {
        !["pending", "fetching", "fetching_completed", "queuing", "plan_queued", "planning"].contains(status)
            && !status.hasPrefix("pre_plan")
    }

    /// Whether a run that only plans has come to its end.
    var hasEndedItsPlan: Bool { status == "planned_and_finished" }

    /// Whether somebody may let it apply its plan now.
    var isConfirmable: Bool { run.attributes.actions?.isConfirmable == true }

    private var status: String { run.attributes.status }

    var verdict: RunVerdict {
        switch status {
        case "applied": return .succeeded
        case "planned_and_finished":
            // There was nothing to change.
            if run.attributes.hasChanges != true { return .succeeded }
            return .ended("\(run.id) has planned changes and applies none of them \(shown)")
        case "pending": return .progressing("\(run.id) waits for the workspace, which is locked or runs something else")
        case "fetching", "fetching_completed", "queuing", "plan_queued", "planning", "pre_plan_running",
            "pre_plan_completed":
            return .progressing("\(run.id) is being planned (\(status))")
        case "policy_override", "policy_soft_failed", "tf_policy_override":
            return .waiting("\(run.id) waits for somebody to override a policy \(shown)")
        case "discarded": return .ended("\(run.id) was discarded \(shown)")
        case "canceled", "force_canceled": return .ended("\(run.id) was cancelled \(shown)")
        case "errored": return .ended("\(run.id) failed \(shown)")
        case "confirmed", "pre_apply_running", "pre_apply_completed", "queuing_apply", "apply_queued", "applying",
            "post_apply_running", "post_apply_completed":
            return .progressing("\(run.id) is being applied (\(status))")
        default: break
        }
        if isConfirmable || status == "planned_and_saved" {
            return .waiting("\(run.id) waits for somebody to confirm its plan \(shown)")
        }
        if status.hasSuffix("_awaiting_decision") {
            return .waiting("\(run.id) waits for somebody's decision \(shown)")
        }
        return .progressing("\(run.id) is \(status.words(limit: 40))")
    }

    private var shown: String { "(\(address.words(limit: 200)))" }
}
