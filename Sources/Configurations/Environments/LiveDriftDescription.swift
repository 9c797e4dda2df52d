import Promotion

/// The description of `liveDrift`: a word, or a mapping that says how often as well.
let liveDrift: Value<LiveDriftRule> = either(
    liveDriftAction.map { action, _, _ in LiveDriftRule(action) }, or: liveDriftMapping)

private let liveDriftMapping = mapping(
    "what happens to live drift",
    optional("action", liveDriftAction, default: "report", "What happens then."),
    optional(
        "interval", duration(30...86_400), default: "5m",
        "How often is looked, before jitter. Runners are asked every `driftRun.every` instead.")
) { LiveDriftRule($0, interval: $1) }

private let liveDriftAction = word(
    "a rule for live drift",
    [
        "off": (LiveDriftRule.Action.off, "Nobody looks."),
        "report": (.report, "It is told, and releases do not flow on from there until it is as declared again."),
        "heal": (
            .heal,
            "The same, and the reconciler is asked for the same commit again: at most five times a day, and not while the stage is "
                + "held."
        ),
    ])
