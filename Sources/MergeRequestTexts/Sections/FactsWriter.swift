import Foundation
import Promotion

/// The parts of which texts about one promotion are put together, each as Markdown.
struct FactsWriter: Sendable {
    let facts: MergeRequestFacts
    let markdown: Markdown

    static func time(_ date: Date) -> String { GateKeeper.text(date) }

    var stage: String { facts.stage.description }
    var isRollback: Bool { facts.kind == .rollback }
    var verb: String { isRollback ? "Roll back" : "Promote" }

    /// One line: what goes where.
    var headline: String {
        let what =
            "**\(code(facts.stage.pipeline))** to **\(code(facts.release.title))** in **\(code(facts.stage.environment))**"
        let by = facts.requestedBy == "sluice" ? "" : ", asked for by \(markdown.text(facts.requestedBy, limit: 100))"
        let link = facts.address.flatMap(Markdown.target).map { " — [see it in Sluice](\($0))" } ?? ""
        return "\(isRollback ? "Rolls" : "Moves") \(what)\(isRollback ? " back" : "")\(by)\(link)."
    }

    func moves(_ limit: Int) -> Section {
        let changed = facts.moves.filter { !$0.staysAsItIs }
        let kept = facts.moves.filter(\.staysAsItIs)
        let line = { (move: MergeRequestFacts.Move) -> String in
            let digest = move.to.digest.map { " (\(code(Self.short($0))))" } ?? ""
            let from = move.from.map { version in
                let before = version.tag == move.to.tag ? version.digest.map(Self.short) ?? version.tag : version.tag
                return code(before) + " → "
            }
            return
                "- **\(code(move.source))**: \(from ?? "new, ")\(code(move.to.tag))\(digest) of \(code(move.repository))"
        }
        var lines = changed.lines(limit, line)
        if !kept.isEmpty {
            let names = kept.prefix(limit).map { "\(code($0.source)) \(code($0.to.tag))" }.joined(separator: ", ")
            let more = kept.count > limit ? " and \(kept.count - limit) more" : ""
            lines.append("- as it is: \(names)\(more)")
        }
        return Section("What moves", lines)
    }

    /// The plan's edits as a difference: a file, its places, and the values before and after.
    func edits(_ limit: Int) -> Section {
        let edits = facts.edits.filter { $0.old != $0.new }
        guard limit > 0, !edits.isEmpty else { return Section([]) }
        var lines: [String] = []
        var file: String?
        for edit in edits.prefix(limit) {
            if edit.file != file {
                file = edit.file
                lines.append("@@ \(markdown.literal(edit.file)) @@")
            }
            let place = "\(markdown.literal(edit.place)): "
            // An entry that is not there yet has no old value.
            if !edit.old.isEmpty { lines.append("-\(place)\(markdown.literal(edit.old))") }
            lines.append("+\(place)\(markdown.literal(edit.new))")
        }
        let more = edits.count > limit ? ["", "… and \(edits.count - limit) more"] : []
        return Section("Edits", markdown.block(lines, language: "diff") + more)
    }

    func runsIn(_ limit: Int) -> Section {
        guard limit > 0 else { return Section([]) }
        let lines = facts.runsIn.lines(limit) { standing in
            let verified = standing.verifiedAt.map { "verified \(Self.time($0))" } ?? "not verified"
            return "- \(code(standing.environment)) since \(Self.time(standing.since)), \(verified)"
        }
        return Section("Runs already in", lines)
    }

    func gates(waiting: Int, passed: Int) -> Section {
        var lines = facts.waiting.lines(waiting) { "- waits: \(markdown.text($0.message, limit: 300))" }
        lines += facts.approvals.lines(max(waiting, passed)) {
            "- approved by \(markdown.text($0.by, limit: 100)) at \(Self.time($0.at))"
        }
        if passed > 0 { lines += facts.passed.lines(passed) { "- open: \(markdown.text($0, limit: 300))" } }
        return Section("Gates", lines)
    }

    /// What an approval binds, as commands take it.
    var planHash: String { String(Plan(base: CommitID(hex: ""), edits: facts.edits).hash.prefix(12)) }

    /// What a person can do about it: commands, and the ways on the host.
    var acting: Section {
        let needsApproval = facts.waiting.contains { $0.gate == .approval }
        var lines: [String] = []
        if needsApproval {
            let host =
                facts.countsReviews ? ", or an approving review here by an account that the configuration maps" : ""
            lines.append("- Approve: \(markdown.command("sluice approve \(stage) --plan \(planHash)"))\(host)")
        }
        let close = facts.countsReviews ? ", or close this merge request" : ""
        lines.append("- Reject: \(markdown.command("sluice reject \(stage) --reason \"…\""))\(close)")
        lines.append("- Hold: \(markdown.command("sluice hold \(stage) --reason \"…\""))")
        return Section("What you can do", lines)
    }

    var footer: Section {
        Section(["Release \(code(facts.release.id.short)), promotion \(code(facts.promotion.short))."])
    }

    func code(_ value: String) -> String { markdown.code(value) }

    /// A digest as people compare it: its algorithm and twelve digits.
    static func short(_ digest: String) -> String {
        guard let colon = digest.firstIndex(of: ":") else { return String(digest.prefix(12)) }
        return String(digest[...colon] + digest[digest.index(after: colon)...].prefix(12))
    }
}
