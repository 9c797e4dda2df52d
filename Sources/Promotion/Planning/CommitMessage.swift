/// The message of a promotion's commit.
package enum CommitMessage {
    /// A subject, what changes where, and the trailers; ends in a newline.
    ///
    /// `head` anchors the audit log: whoever holds the repository can tell whether the log was rewritten.
    /// Without a `subject` the first line is Sluice's own.
    package static func text(
        subject: String? = nil, trailers: PromotionTrailers, plan: Plan, kind: Promotion.Kind, requestedBy: String,
        approvedBy: [String],
        audit head: AuditHead?
    ) -> String {
        let verb = kind == .rollback ? "Roll back" : "Promote"
        let usual = "\(verb) \(trailers.stage.pipeline) to \(trailers.release.title) in \(trailers.stage.environment)"
        var lines = [(subject ?? usual).oneLine(limit: 200), ""]
        var file: String?
        for edit in plan.edits where edit.old != edit.new {
            if edit.file != file {
                file = edit.file
                lines.append(edit.file.oneLine())
            }
            lines.append("  \(edit.place.oneLine()): \(shown(edit.old)) -> \(shown(edit.new))")
        }
        lines.append("")
        lines += trailers.lines.map { "\($0.key): \($0.value)" }
        if kind != .automatic, requestedBy != "sluice" { lines.append("Sluice-Requested-By: \(requestedBy.oneLine())") }
        lines += approvedBy.map { "Sluice-Approved-By: \($0.oneLine())" }
        if let head { lines.append("Sluice-Audit: \(head.sequence) \(head.hash)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func shown(_ value: String) -> String {
        let line = value.oneLine(limit: 200)
        return line.isEmpty ? "\"\"" : line
    }
}
