package import Promotion

/// Sluice's own texts, and those of people's templates where there are any.
package struct MergeRequestTexts: MergeRequestWriter {
    private let templates: MergeRequestTemplates

    package init(templates: MergeRequestTemplates = MergeRequestTemplates()) { self.templates = templates }

    package func title(_ facts: MergeRequestFacts, for host: ForgeCapabilities) throws(Problem) -> String {
        let writer = FactsWriter(facts: facts, markdown: Markdown(dialect: host.markdown))
        guard let template = templates.title else { return Title(facts).text(for: host) }
        let title = TemplateOutput.line(template.render(TemplateContext(writer, .title)), limit: host.titleLimit)
        guard !title.isEmpty else {
            throw .permanent(
                "The template \(template.name) makes an empty title for \(facts.stage).",
                remedy: "Give it words of its own.")
        }
        return title
    }

    package func body(_ facts: MergeRequestFacts, for host: ForgeCapabilities) throws(Problem) -> String {
        let writer = FactsWriter(facts: facts, markdown: Markdown(dialect: host.markdown))
        let fitting = Fitting(facts: facts, host: host)
        if let template = templates.body {
            let text = fitting.fit(.body) { portions in
                let note = fitting.note(.body, portions, writer.markdown)
                return TemplateOutput.safe(template.render(TemplateContext(writer, .body(portions, note: note))))
            }
            if let text { return text }
            // What a template makes is not cut: a part of it could open what it does not close.
            let apology = Section(["The template’s text is longer than this host takes."])
            return fitting.fit(.body) { writer.body($0, apology) } ?? fitting.nothing(.body)
        }
        return fitting.fit(.body) { writer.body($0, fitting.note(.body, $0, writer.markdown)) }
            ?? fitting.nothing(.body)
    }

    package func comment(_ facts: MergeRequestFacts, for host: ForgeCapabilities) -> String {
        let writer = FactsWriter(facts: facts, markdown: Markdown(dialect: host.markdown))
        let fitting = Fitting(facts: facts, host: host)
        return fitting.fit(.comment) { (writer.progress($0) + [fitting.note(.comment, $0, writer.markdown)]).text }
            ?? fitting.nothing(.comment)
    }

    package func closingComment(
        _ facts: MergeRequestFacts, ending: MergeRequestEnding, for host: ForgeCapabilities
    ) -> String {
        let writer = FactsWriter(facts: facts, markdown: Markdown(dialect: host.markdown))
        let fitting = Fitting(facts: facts, host: host)
        return fitting.fit(.closing) { _ in writer.ending(ending) } ?? fitting.nothing(.closing)
    }
}

extension FactsWriter {
    /// The whole body; `note` says what was left out.
    func body(_ portions: Portions, _ note: Section) -> String {
        [
            Section([headline]), moves(portions.moves), changes(portions.changes), edits(portions.edits),
            runsIn(portions.runsIn), gates(waiting: portions.waiting, passed: portions.passed), acting, footer, note,
        ].text
    }
}
