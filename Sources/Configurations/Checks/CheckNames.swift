import Promotion

/// What must be unique is, besides what is the key of a mapping.
func checkNames(_ drafts: Drafts, _ findings: inout Findings) {
    for environment in drafts.environments.values {
        refuseDuplicates(
            environment.draft?.protection.gates.approvalRules.map { Located($0.value.name, $0.location) } ?? [],
            "an approval rule", &findings)
    }
    for stage in drafts.pipelines.compactMap(\.draft).flatMap(\.stages) {
        let environment =
            drafts.environments[stage.value.environment.value]?.draft?.protection.gates.approvalRules ?? []
        refuseDuplicates(
            (environment + stage.value.gates.approvalRules).map { Located($0.value.name, $0.location) },
            "an approval rule",
            &findings)
    }
    guard let draft = drafts.settings?.draft else { return }
    refuseDuplicates(
        draft.notifications.map { Located($0.value.subscriber.name, $0.location) }, "a notification", &findings)
    checkRegistries(draft, &findings)
    checkTokens(draft, &findings)
}

private func refuseDuplicates(_ names: [Located<String>], _ thing: String, _ findings: inout Findings) {
    var seen: [String: Location] = [:]
    for name in names {
        if let first = seen.updateValue(name.location, forKey: name.value) {
            findings.refuse(
                at: name.location,
                "there is \(thing) named \(quoted(name.value)) already, at \(first); give one another `name`")
        }
    }
}

/// One registry may have several names, as Docker Hub has.
private func checkRegistries(_ draft: SettingsDraft, _ findings: inout Findings) {
    var seen: [String: Location] = [:]
    for registry in draft.registries {
        if let first = seen.updateValue(registry.location, forKey: registry.value) {
            findings.refuse(
                at: registry.location,
                "the registry \(quoted(registry.value)) has settings already, at \(first); keep one of them")
        }
    }
}

/// A token names one user.
private func checkTokens(_ draft: SettingsDraft, _ findings: inout Findings) {
    var seen: [User.Token: Location] = [:]
    for user in draft.users {
        if let first = seen.updateValue(user.key.location, forKey: user.value.token) {
            findings.refuse(
                at: user.key.location, "the user has the same token as the one at \(first); give each their own")
        }
    }
}
