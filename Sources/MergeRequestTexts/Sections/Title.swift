import Promotion

/// `Promote payments to 1.4.2 in prod`. Plain text: hosts render little in titles, but find issues in them, and the subject
/// of a squashed commit is often made of one.
struct Title: Sendable {
    let facts: MergeRequestFacts

    init(_ facts: MergeRequestFacts) { self.facts = facts }

    func text(for host: ForgeCapabilities) -> String {
        let verb = facts.kind == .rollback ? "Roll back" : "Promote"
        let (pipeline, environment) = (facts.stage.pipeline, facts.stage.environment)
        // Where there is no room for all, the release's title gives way.
        let rest = "\(verb) \(pipeline) to  in \(environment)".utf16.count
        let title = facts.release.title.tidied(to: max(20, min(200, host.titleLimit - rest - 40)))
        return "\(verb) \(pipeline) to \(title.broken(for: host.markdown)) in \(environment)".clipped(
            to: host.titleLimit)
    }
}
