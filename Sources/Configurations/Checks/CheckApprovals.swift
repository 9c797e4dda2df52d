import Promotion

/// Each approval rule can be met by the people who exist.
func checkApprovals(_ drafts: Drafts, _ findings: inout Findings) {
    guard let settings = drafts.settings, let draft = settings.draft, settings.isWhole else { return }
    let people = People(draft.settings)
    for environment in drafts.environments.values {
        for rule in environment.draft?.protection.gates.approvalRules ?? [] {
            check(rule, in: environment.name, people, draft.settings, &findings)
        }
    }
    for stage in drafts.pipelines.compactMap(\.draft).flatMap(\.stages) {
        for rule in stage.value.gates.approvalRules {
            check(rule, in: stage.value.environment.value, people, draft.settings, &findings)
        }
    }
}

private func check(
    _ rule: Located<RuleDraft>, in environment: String, _ people: People, _ settings: Settings,
    _ findings: inout Findings
) {
    for approver in rule.value.approvers { people.check(approver, &findings) }
    let approvers = Set(rule.value.approvers.flatMap { people.members(of: $0.value) })
    guard approvers.count >= rule.value.requiredApprovals else {
        findings.refuse(
            at: rule.location,
            "the rule \(quoted(rule.value.name)) can never be met: it asks for \(approvals(rule.value)), and "
                + "\(approvers.isEmpty ? "nobody" : "only " + approvers.sorted().joined(separator: ", ")) can give one")
        return
    }
    let entitled = approvers.filter { settings.role(of: $0, in: environment).map { $0 >= .approver } ?? false }
    guard entitled.count < rule.value.requiredApprovals else { return }
    findings.warn(
        at: rule.location,
        "the rule \(quoted(rule.value.name)) asks for \(approvals(rule.value)), and of its approvers "
            + "\(entitled.isEmpty ? "nobody has" : "only \(entitled.sorted().joined(separator: ", ")) has") the role approver in "
            + "\(quoted(environment)); give it under `roles` in sluice.yaml")
}

private func approvals(_ rule: RuleDraft) -> String {
    rule.requiredApprovals == 1 ? "1 approval" : "\(rule.requiredApprovals) approvals"
}
