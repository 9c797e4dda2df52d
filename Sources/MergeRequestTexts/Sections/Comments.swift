import Promotion

extension FactsWriter {
    /// Where the promotion stands now.
    func progress(_ portions: Portions) -> [Section] {
        switch facts.progress {
        case .waiting:
            [
                Section([facts.waiting.isEmpty ? "Nothing is waited for." : "**Waits.** \(headline)"]),
                gates(waiting: portions.waiting, passed: portions.passed), acting,
            ]
        case .merging(let reason):
            [Section(["**Every gate is open.** \(headline)"] + (reason.map { [markdown.text($0, limit: 500)] } ?? []))]
        case .deploying(let commit, let seen):
            [
                Section([
                    "**Deploying** \(code(commit.short)). "
                        + (seen.map { markdown.text($0, limit: 500) } ?? "The reconciler has not reported it yet.")
                ])
            ]
        case .verifying(let commit, let seen):
            [Section(["**Live** at \(code(commit.short)), **verifying**. \(markdown.text(seen, limit: 500))"])]
        case .live(let commit, let since):
            [Section(["**Live** at \(code(commit.short)) since \(Self.time(since))."])]
        case .failed(let problem):
            [
                Section(["**Failed.** \(markdown.text(problem.description, limit: 1000))"]),
                Section([
                    "- Try again: \(markdown.command("sluice retry \(stage)"))",
                    "- Go back: \(markdown.command("sluice rollback \(stage)"))",
                ]),
            ]
        }
    }

    /// How it ended, and what follows.
    func ending(_ ending: MergeRequestEnding) -> String {
        let title = code(facts.release.title)
        switch ending {
        case .closedOnHost(let by):
            let who = by.map { " by \(markdown.text($0, limit: 100))" } ?? ""
            return
                "**Rejected**: this merge request was closed\(who). \(title) is not promoted to \(code(stage)) unless "
                + "somebody asks for it: \(markdown.command("sluice promote \(stage)"))."
        case .promotion(.verified(let commit), _):
            return "**Live and verified**: \(code(stage)) runs \(title) at \(code(commit.short))."
        case .promotion(.superseded(let release), let successor):
            return "**Superseded** by \(code(successor ?? release.short)), which takes the place of \(title)."
        case .promotion(.rejected(let by, let reason), _):
            let why = reason.map { ": \(markdown.text($0, limit: 500))" } ?? "."
            return "**Rejected** by \(markdown.text(by, limit: 100))\(why)"
        case .promotion(.abandoned(let reason), _):
            return "**Abandoned**: \(markdown.text(reason, limit: 500))"
        case .promotion(.failed(let problem), _):
            return "**Failed**: \(markdown.text(problem.description, limit: 1000))"
        }
    }
}
