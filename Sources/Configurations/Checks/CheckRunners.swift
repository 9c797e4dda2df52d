import Promotion

/// Runners name forges that sluice.yaml has, of their own kind.
func checkRunners(_ drafts: Drafts, _ findings: inout Findings) {
    guard let settings = drafts.settings?.draft?.settings, drafts.settings?.isWhole == true else { return }
    for environment in drafts.environments.values {
        guard let reconciler = environment.draft?.reconciler, let runner = reconciler.value.runner,
            case .forge(let name) = runner.host
        else { continue }
        guard let forge = settings.forges[name] else {
            findings.refuse(
                at: reconciler.location,
                "there is no forge \(quoted(name)) under `forges` in sluice.yaml"
                    + didYouMean(name, among: settings.forges.keys))
            continue
        }
        if forge.token == nil {
            findings.refuse(
                at: reconciler.location,
                "the forge \(quoted(name)) is asked as an App; give this reconciler a `url` and a `token` of its own")
        }
        if forge.kind != runner.kind {
            findings.refuse(
                at: reconciler.location,
                "the forge \(quoted(name)) is of kind \(forge.kind.rawValue); this reconciler needs one of kind "
                    + runner.kind.rawValue)
        }
    }
}
