import Promotion

/// Merge requests are opened on a forge that sluice.yaml has, and accounts stand for users who exist.
func checkForges(_ drafts: Drafts, _ findings: inout Findings) {
    let settings = drafts.settings?.draft
    for (name, forge) in (settings?.settings.forges ?? [:]).sorted(by: { $0.key < $1.key }) {
        guard forge.app != nil, forge.kind != .github, let settings else { continue }
        findings.refuse(
            at: settings.listen,
            "the forge \(quoted(name)) has an `app`, which GitHub alone knows; give it a `token`")
    }
    for environment in drafts.environments.values {
        guard let draft = environment.draft else { continue }
        let delivery = draft.delivery
        if delivery.isMergeRequest, delivery.forge == nil {
            findings.refuse(
                at: draft.repository.location,
                "`delivery: mergeRequest` needs `forge`: the name of an entry of `forges` in sluice.yaml")
        }
        if let fork = delivery.mergeRequest.fork {
            checkFork(fork, of: draft, settings?.settings.forges ?? [:], &findings)
        }
        guard let settings, drafts.settings?.isWhole == true else { continue }
        if let forge = delivery.forge, settings.settings.forges[forge.value] == nil {
            findings.refuse(
                at: forge.location,
                "there is no forge \(quoted(forge.value)) under `forges` in sluice.yaml"
                    + didYouMean(forge.value, among: settings.settings.forges.keys))
        }
        for account in delivery.accounts where settings.settings.users[account.value.value] == nil {
            findings.refuse(
                at: account.value.location,
                "there is no user \(quoted(account.value.value)) under `users` in sluice.yaml"
                    + didYouMean(account.value.value, among: settings.settings.users.keys))
        }
    }
}

/// A fork is another repository of the same host, which opens merge requests from forks.
private func checkFork(
    _ fork: Located<RemoteURL>, of draft: EnvironmentDraft, _ forges: [String: ForgeDefinition],
    _ findings: inout Findings
) {
    let repository = draft.repository.value
    guard draft.delivery.isMergeRequest else {
        return findings.refuse(
            at: fork.location, "a fork is of use with `delivery: mergeRequest` only; add that, or leave `fork` out")
    }
    if fork.value.host != repository.host {
        findings.refuse(
            at: fork.location,
            "the fork is on another host than the repository, \(quoted(repository.host)); hosts take merge requests from forks "
                + "of their own only")
    } else if fork.value == repository || ForgeRepository(of: fork.value) == ForgeRepository(of: repository) {
        findings.refuse(
            at: fork.location,
            "the fork is the environment's own `repository`; name a fork of it, or leave `fork` out")
    }
    if let forge = draft.delivery.forge, forges[forge.value]?.kind == .azureDevOps {
        findings.refuse(
            at: fork.location,
            "merge requests from forks are not possible on Azure DevOps; leave `fork` out, and allow Sluice to push branches "
                + "to the repository")
    }
}
