import Promotion

/// Warns where tokens and passwords would travel over a network in the clear.
func checkExposure(_ drafts: Drafts, _ findings: inout Findings) {
    guard let settings = drafts.settings, let draft = settings.draft, settings.isWhole else { return }
    if draft.settings.tls == nil, !isLoopback(draft.settings.listen.host) {
        findings.warn(
            at: draft.listen,
            "tokens reach \(draft.settings.listen) without TLS; set `tls`, or listen on 127.0.0.1 behind a proxy")
    }
    for (name, forge) in draft.settings.forges.sorted(by: { $0.key < $1.key }) where forge.url.hasPrefix("http://") {
        let authority = forge.url.dropFirst("http://".count).prefix { $0 != "/" }
        guard let (host, _) = hostAndPort(authority, isPortNeeded: false), !isLoopback(host) else { continue }
        findings.warn(
            at: draft.listen, "the token of the forge \(quoted(name)) is sent without TLS; give it an https:// `url`")
    }
    for credential in draft.credentials {
        guard case .registry(let registry) = credential.value,
            draft.settings.registries[registry.registry]?.plainHTTP == true,
            let (host, _) = hostAndPort(registry.registry[...], isPortNeeded: false), !isLoopback(host)
        else { continue }
        findings.warn(
            at: credential.location,
            "the password for \(quoted(registry.registry)) is sent without TLS (`plainHTTP: true`)")
    }
}

private func isLoopback(_ host: String) -> Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
