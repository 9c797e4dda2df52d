import Promotion

/// Healing is promised only where the reconciler tells what is live, and does something when it is asked again.
func checkLiveDrift(_ drafts: Drafts, _ findings: inout Findings) {
    for environment in drafts.environments.values {
        guard let draft = environment.draft, draft.liveDrift.value.action == .heal else { continue }
        let kind = draft.reconciler.value
        guard kind.liveSight != nil else {
            let remedy =
                kind.runsPipelines
                ? "give it a `driftRun`, or leave out `liveDrift: heal`" : "leave out `liveDrift: heal`"
            findings.refuse(
                at: draft.liveDrift.location,
                "this reconciler does not tell what is live after a promotion, so that nothing is known to heal: \(remedy)"
            )
            continue
        }
        if kind.adoptsRuns {
            findings.refuse(
                at: draft.liveDrift.location,
                "with `start: adopt` only a push starts what makes the branch live, so that nothing can heal by itself: set "
                    + "`start: dispatch`, or `liveDrift: report`")
        }
    }
}

extension ReconcilerKind {
    fileprivate var start: RunStart? {
        switch self {
        case .gitlabCI(let definition): definition.start
        case .githubActions(let definition): definition.start
        case .terraform(let definition): definition.start
        default: nil
        }
    }

    fileprivate var runsPipelines: Bool { start != nil }
    fileprivate var adoptsRuns: Bool { start == .adopt }
}
