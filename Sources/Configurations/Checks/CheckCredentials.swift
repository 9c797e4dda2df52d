import Promotion

/// Each repository has the one credential that reaches it.
func checkCredentials(_ drafts: Drafts, _ findings: inout Findings) {
    guard let settings = drafts.settings, let draft = settings.draft else { return }
    var seen: [String: Location] = [:]
    for credential in draft.credentials {
        let address =
            switch credential.value {
            case .git(let credential): credential.target.description
            case .token(let credential): credential.target.description
            case .registry(let credential): credential.registry
            }
        if let first = seen.updateValue(credential.location, forKey: address) {
            findings.refuse(
                at: credential.location,
                "there is a credential for \(quoted(address)) already, at \(first); keep one of them")
        }
    }
    // What is missing may be an entry that could not be decoded.
    guard settings.isWhole else { return }
    for environment in drafts.environments.values {
        guard let environment = environment.draft else { continue }
        for remote in [environment.repository, environment.delivery.mergeRequest.fork].compactMap(\.self) {
            check(remote.value, at: remote.location, draft.settings, isWritten: true, &findings)
        }
    }
    for source in drafts.pipelines.compactMap(\.draft).flatMap(\.sources) {
        if let changelog = source.value.changelog {
            check(changelog.value, at: changelog.location, draft.settings, isWritten: false, &findings)
        }
        switch source.value.origin {
        case .image: continue
        case .gitTags(let remote), .gitBranch(let remote, _):
            check(remote, at: source.key.location, draft.settings, isWritten: false, &findings)
        }
    }
}

private func check(
    _ remote: RemoteURL, at location: Location, _ settings: Settings, isWritten: Bool, _ findings: inout Findings
) {
    guard remote.scheme != .ssh else {
        guard settings.gitCredential(for: remote) == nil else { return }
        return findings.refuse(
            at: location,
            "no credential in sluice.yaml is for \(quoted(remote.description)); add one with `for: \(remote.origin)`, a `key` "
                + "and `knownHosts`")
    }
    let credential = settings.gitTokenCredential(for: remote)
    if credential == nil, isWritten {
        findings.refuse(
            at: location,
            "no credential in sluice.yaml is for \(quoted(remote.description)); add one with `for: \(remote.origin)` and a "
                + "`token`")
    } else if remote.scheme == .http, !remote.isLoopback, credential?.plainHTTP != true {
        findings.refuse(at: location, plainHTTPComplaint)
    }
}
