import Mustache
import Promotion

/// The values that a template is filled with. Each is safe where it is put: strangers' words stay words.
struct TemplateContext {
    enum Use {
        case title
        case body(Portions, note: Section)
    }

    let root: TemplateObject

    init(_ writer: FactsWriter, _ use: Use) {
        let facts = writer.facts
        let portions = if case .body(let portions, _) = use { portions } else { Portions() }
        let isTitle = if case .title = use { true } else { false }
        let markdown = writer.markdown
        func text(_ value: String?) -> TemplateValue {
            guard let value else { return TemplateValue("") }
            return TemplateValue(
                isTitle ? value.tidied(to: 200).broken(for: markdown.dialect) : markdown.text(value, limit: 500))
        }
        func list<Element>(
            _ elements: some Sequence<Element>, _ limit: Int, _ fields: (Element) -> [String: TemplateValue]
        ) -> [TemplateObject] {
            elements.prefix(limit).map { TemplateObject(fields($0), hiding: Self.listNames) }
        }
        var values: [String: Any] = [
            "pipeline": text(facts.stage.pipeline), "environment": text(facts.stage.environment),
            "stage": text(writer.stage), "verb": text(writer.verb), "rollback": facts.kind == .rollback,
            "release": text(facts.release.title), "releaseId": TemplateValue(facts.release.id.short),
            "promotion": TemplateValue(facts.promotion.short), "plan": TemplateValue(writer.planHash),
            "requestedBy": text(facts.requestedBy == "sluice" ? nil : facts.requestedBy),
            "address": TemplateValue(facts.address.flatMap(Markdown.target) ?? ""),
            "moves": list(facts.moves.lazy.filter { !$0.staysAsItIs }, portions.moves) { move in
                [
                    "source": text(move.source), "repository": text(move.repository), "from": text(move.from?.tag),
                    "to": text(move.to.tag), "digest": text(move.to.digest.map(FactsWriter.short)),
                ]
            },
            "changes": list(Self.changes(facts), portions.changes) { source, change in
                let number = change.mergeRequest.map { "merge request \($0)" }
                return [
                    "source": text(source), "subject": text(change.subject), "author": text(change.author),
                    "commit": isTitle
                        ? text(change.commit.short)
                        : TemplateValue(markdown.link(markdown.code(change.commit.short), to: change.address)),
                    "mergeRequest": isTitle
                        ? text(number)
                        : TemplateValue(number.map { markdown.link($0, to: change.mergeRequestAddress) } ?? ""),
                    "at": text(FactsWriter.time(change.at)),
                ]
            },
            "edits": list(facts.edits.lazy.filter { $0.old != $0.new }, portions.edits) { edit in
                ["file": text(edit.file), "place": text(edit.place), "old": text(edit.old), "new": text(edit.new)]
            },
            "runsIn": list(facts.runsIn, portions.runsIn) { standing in
                [
                    "environment": text(standing.environment), "since": text(FactsWriter.time(standing.since)),
                    "verified": text(standing.verifiedAt.map(FactsWriter.time)),
                ]
            },
            "waiting": list(facts.waiting, portions.waiting) { waiting in
                ["message": text(waiting.message), "until": text(waiting.until.map(FactsWriter.time))]
            },
            "passed": list(facts.passed, portions.passed) { ["message": text($0)] },
            "approvals": list(facts.approvals, portions.waiting) {
                ["by": text($0.by), "at": text(FactsWriter.time($0.at))]
            },
        ]
        if case .body(_, let note) = use {
            values["headline"] = TemplateValue(writer.headline)
            for (name, section) in [
                ("movesText", writer.moves(portions.moves)), ("changesText", writer.changes(portions.changes)),
                ("editsText", writer.edits(portions.edits)), ("runsInText", writer.runsIn(portions.runsIn)),
                ("gatesText", writer.gates(waiting: portions.waiting, passed: portions.passed)),
                ("actingText", writer.acting), ("note", note),
            ] {
                values[name] = TemplateValue([section].text)
            }
        }
        root = TemplateObject(values, hiding: [])
    }

    private static let listNames = Set(TemplateNames.lists.map(\.list.name))

    private static func changes(_ facts: MergeRequestFacts) -> [(String, Change)] {
        facts.moves.flatMap { move -> [(String, Change)] in
            guard !move.staysAsItIs, case .known(let log) = move.changes else { return [] }
            return log.changes.map { (move.source, $0) }
        }
    }
}

/// A text that can be filled in, and nothing else: no transform takes its escapes apart.
struct TemplateValue: MustacheCustomRenderable, MustacheParent {
    let renderText: String
    var isNull: Bool { renderText.isEmpty }

    init(_ text: String) { renderText = text }

    func child(named: String) -> Any? { nil }
}

/// Values by their names.
struct TemplateObject: MustacheParent {
    private let values: [String: Any]
    /// Names that are nothing here although they are something outside: a list in a list would multiply.
    private let hidden: Set<String>

    init(_ values: [String: Any], hiding hidden: Set<String>) {
        self.values = values
        self.hidden = hidden
    }

    func child(named name: String) -> Any? { values[name] ?? (hidden.contains(name) ? TemplateValue("") : nil) }
}
