import Promotion

/// Runners name forges that sluice.yaml has, of their own kind.
func checkRunners(_ drafts: Drafts, _ findings: inout Findings) {
    guard let settings = drafts.settings?.draft?.settings, drafts.settings?.isWhole == true else { return }
    for environment in drafts.environments.values {
        guard let reconciler = environment.draft?.reconciler else { continue }
        for runner in reconciler.value.runners {
            check(runner.host, runner.kind, at: reconciler.location, settings, &findings)
        }
    }
}

private func check(
    _ host: RunnerHost, _ kind: ForgeKind, at location: Location, _ settings: Settings, _ findings: inout Findings
) {
    guard case .forge(let name) = host else { return }
    guard let forge = settings.forges[name] else {
        findings.refuse(
            at: location,
            "there is no forge \(quoted(name)) under `forges` in sluice.yaml"
                + didYouMean(name, among: settings.forges.keys))
        return
    }
    if forge.token == nil {
        findings.refuse(
            at: location,
            "the forge \(quoted(name)) is asked as an App; give this reconciler a `url` and a `token` of its own")
    }
    if forge.kind != kind {
        findings.refuse(
            at: location,
            "the forge \(quoted(name)) is of kind \(forge.kind.rawValue); this reconciler needs one of kind "
                + kind.rawValue)
    }
}
