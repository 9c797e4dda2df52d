import Promotion

extension FactsWriter {
    /// What the application's repositories say of each source that moves; one list for sources of one repository.
    func changes(_ limit: Int) -> Section {
        guard limit > 0 else { return Section([]) }
        var groups: [(sources: [String], changes: MergeRequestFacts.Changes)] = []
        for move in facts.moves where !move.staysAsItIs {
            if let index = groups.firstIndex(where: { $0.changes == move.changes }) {
                groups[index].sources.append(move.source)
            } else {
                groups.append(([move.source], move.changes))
            }
        }
        var lines: [String] = []
        for group in groups.prefix(limit) {
            if !lines.isEmpty { lines.append("") }
            let named = group.sources.prefix(10).map { code($0) } + (group.sources.count > 10 ? ["…"] : [])
            let names = named.joined(separator: ", ")
            switch group.changes {
            case .unknown(let reason):
                lines.append("**\(names)**: the changes can't be listed. \(markdown.text(reason, limit: 500))")
            case .known(let log):
                lines.append("**\(names)**: \(summary(log))")
                // The entries share what there is room for.
                let shown = log.changes.prefix(max(1, limit / groups.count))
                if !shown.isEmpty { lines.append("") }
                lines += shown.map { "- \(entry($0))" }
                if !shown.isEmpty, log.total > shown.count {
                    lines.append("- … and \(log.isTotalCut ? "at least " : "")\(log.total - shown.count) more")
                }
            }
        }
        if groups.count > limit { lines += ["", "… and those of \(groups.count - limit) more sources"] }
        return Section("Changes", lines)
    }

    /// How the two versions stand to each other.
    private func summary(_ log: ChangeLog) -> String {
        let total = (log.isTotalCut ? "more than " : "") + Self.commits(log.total)
        switch log.relation {
        case .beginning: return "the commit of the version before is not known; the newest are"
        case .unknownBase: return "the repository does not have the commit of the version before; the newest are"
        case .same: return "built from the same commit."
        case .forward: return "\(total)"
        case .backward: return "goes back: \(Self.commits(log.removed)) are taken back."
        case .diverged:
            return "does not build on the version before: \(Self.commits(log.removed)) of that are missing here, and "
                + "\(total) are new"
        }
    }

    func entry(_ change: Change) -> String {
        var places: [String] = []
        if let number = change.mergeRequest {
            places.append(markdown.link("merge request \(number)", to: change.mergeRequestAddress))
        }
        places.append(markdown.link(code(change.commit.short), to: change.address))
        let subject = change.subject.isEmpty ? "(no subject)" : markdown.text(change.subject)
        return "\(subject) — \(markdown.text(change.author, limit: 100)), \(places.joined(separator: ", "))"
    }

    private static func commits(_ count: Int) -> String { count == 1 ? "1 commit" : "\(count) commits" }
}
