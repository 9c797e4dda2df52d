/// The message of a promotion's commit.
package enum CommitMessage {
    /// A subject, what changes where, and the trailers; ends in a newline.
    ///
    /// `head` anchors the audit log: whoever holds the repository can tell whether the log was rewritten.
    package static func text(
        trailers: PromotionTrailers, plan: Plan, kind: Promotion.Kind, requestedBy: String, approvedBy: [String],
        audit head: AuditHead?
    ) -> String {
        let verb = kind == .rollback ? "Roll back" : "Promote"
        var lines = [
            "\(verb) \(trailers.stage.pipeline) to \(trailers.release.title) in \(trailers.stage.environment)", "",
        ]
        var file: String?
        for edit in plan.edits where edit.old != edit.new {
            if edit.file != file {
                file = edit.file
                lines.append("\(edit.file)")
            }
            lines.append("  \(edit.place): \(shown(edit.old)) -> \(shown(edit.new))")
        }
        lines.append("")
        lines += trailers.lines.map { "\($0.key): \($0.value)" }
        if kind != .automatic, requestedBy != "sluice" { lines.append("Sluice-Requested-By: \(requestedBy)") }
        lines += approvedBy.map { "Sluice-Approved-By: \($0)" }
        if let head { lines.append("Sluice-Audit: \(head.sequence) \(head.hash)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// One line, whatever the file held.
    private static func shown(_ value: String) -> String {
        let line = value.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.isEmpty ? "\"\"" : line.count > 200 ? String(line.prefix(200)) + "…" : line
    }
}
