import Testing

@testable import Reconcilers

@Suite("What a run of HCP Terraform means, in a sentence")
struct TerraformVerdictTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var status: String
        var confirmable = false
        var changes = true
        var verdict: RunVerdict
        var testDescription: String { "\(status), confirmable \(confirmable), changes \(changes)" }

        static let all = [
            Case(
                status: "pending",
                verdict: .progressing("run-1 waits for the workspace, which is locked or runs something else")),
            Case(status: "planning", verdict: .progressing("run-1 is being planned (planning)")),
            Case(status: "pre_plan_running", verdict: .progressing("run-1 is being planned (pre_plan_running)")),
            Case(
                status: "planned", confirmable: true,
                verdict: .waiting("run-1 waits for somebody to confirm its plan (https://tf/run-1)")),
            Case(status: "planned", verdict: .progressing("run-1 is planned")),
            Case(
                status: "policy_checked", confirmable: true,
                verdict: .waiting("run-1 waits for somebody to confirm its plan (https://tf/run-1)")),
            Case(
                status: "policy_override",
                verdict: .waiting("run-1 waits for somebody to override a policy (https://tf/run-1)")),
            Case(
                status: "pre_plan_awaiting_decision",
                verdict: .waiting("run-1 waits for somebody's decision (https://tf/run-1)")),
            Case(status: "applying", verdict: .progressing("run-1 is being applied (applying)")),
            Case(status: "applied", verdict: .succeeded),
            Case(status: "planned_and_finished", changes: false, verdict: .succeeded),
            Case(
                status: "planned_and_finished",
                verdict: .ended("run-1 has planned changes and applies none of them (https://tf/run-1)")),
            Case(status: "errored", verdict: .ended("run-1 failed (https://tf/run-1)")),
            Case(status: "discarded", verdict: .ended("run-1 was discarded (https://tf/run-1)")),
            Case(status: "canceled", verdict: .ended("run-1 was cancelled (https://tf/run-1)")),
            Case(status: "thinking", verdict: .progressing("run-1 is thinking")),
        ]
    }

    @Test("each state has its sentence", arguments: Case.all)
    func verdict(example: Case) {
        let attributes = TerraformRun.Attributes(
            status: example.status, hasChanges: example.changes, actions: .init(isConfirmable: example.confirmable))
        let look = TerraformRunLook(run: TerraformRun(id: "run-1", attributes: attributes), address: "https://tf/run-1")
        #expect(look.verdict == example.verdict)
    }
}
