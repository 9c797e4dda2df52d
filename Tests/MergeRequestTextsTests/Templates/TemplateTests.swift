import Foundation
import MergeRequestTexts
import PortsTestKit
import Promotion
import TestServers
import Testing

@testable import MergeRequestTexts

@Suite("People's own templates")
struct TemplateTests {
    private func body(_ template: String, _ facts: MergeRequestFacts = Sample.usual, limit: Int = 32_768) throws
        -> String
    {
        let texts = MergeRequestTexts(
            templates: .init(body: try MergeRequestTemplate(template, name: "body.md", for: .body)))
        let text = try texts.body(facts, for: Sample.host(.github, bodyLimit: limit))
        let marker = try #require(text.range(of: "\n\n[//]: # (sluice:body "))
        return String(text[..<marker.lowerBound])
    }

    private func title(_ template: String, _ facts: MergeRequestFacts = Sample.usual) throws -> String {
        let texts = MergeRequestTexts(
            templates: .init(title: try MergeRequestTemplate(template, name: "title", for: .title)))
        return try texts.title(facts, for: Sample.host(.github))
    }

    @Test(
        "A body is what its template makes",
        arguments: [
            ("{{verb}} {{stage}}", "Promote payments/prod"),
            (
                "{{#moves}}{{source}}: {{from}} to {{to}} ({{digest}})\n{{/moves}}",
                "api: 1.4.1 to 1.4.2 (sha256:3\u{200B}bee7125c7ef)"
            ),
            (
                "{{#changes}}\n- {{subject}} by {{author}}\n{{/changes}}",
                "- Round to the cent, not to the euro by Bob Beispiel\n- Name the currency in errors by Ann Example\n- Fix a typo by Bob Beispiel"
            ),
            (
                "{{#edits}}{{file}} {{place}} {{old}}={{new}}{{/edits}}",
                "apps/payments/values.yaml api.image.tag 1.4.1=1.4.2"
            ),
            ("{{#rollback}}back{{/rollback}}{{^rollback}}on{{/rollback}}", "on"),
            (
                "{{#requestedBy}}by {{requestedBy}}{{/requestedBy}}{{^requestedBy}}by itself{{/requestedBy}}",
                "by itself"
            ),
            ("{{! a comment {{}}x", "x"),
            ("{{#runsIn}}{{environment}}{{#verified}} ok{{/verified}};{{/runsIn}}", "dev ok;staging;"),
            ("a\n/approve\n  /merge\n//x", "a\n\u{200B}/approve\n  \u{200B}/merge\n\u{200B}//x"),
            ("{{{release}}} {{&release}}", "api 1.4.2, worker main-3f2a api 1.4.2, worker main-3f2a"),
            ("\u{1B}[31mred\u{202E}", "[31mred"), ("{{^approvals}}none{{/approvals}}x", "x"),
        ])
    func bodies(_ template: String, _ expected: String) throws {
        #expect(try body(template) == expected)
    }

    @Test("Every part of Sluice's own text can be used")
    func parts() throws {
        let parts = TemplateNames.parts.map(\.name)
        let text = try body(parts.map { "{{\($0)}}" }.joined(separator: "\n\n"))
        #expect(text.contains("### What moves\n\n- **`api`**: `1.4.1` → `1.4.2`"))
        #expect(text.contains("### What you can do"))
        #expect(!text.contains("{{"))
    }

    @Test("A title is plain text in one line")
    func titles() throws {
        #expect(try title("{{environment}}:\n {{release}}\n") == "prod: api 1.4.2, worker main-3f2a")
        var facts = Sample.usual
        facts.requestedBy = "@ann Fixes #1 *x*"
        #expect(try title("by {{{requestedBy}}}", facts) == "by @\u{200B}ann Fixes #\u{200B}1 *x*")
        #expect(throws: Problem.self) { try title("{{requestedBy}}") }
    }

    @Test(
        "What is wrong with a template is said with its place",
        arguments: [
            ("{{nothing}}", "t:1:1: `nothing` stands for nothing; known are pipeline"),
            ("a\nb {{#moves }}{{sauce}}{{/moves}}", "t:2:14: `sauce` stands for nothing"),
            ("a\n\n  {{#moves}}", "t:3:3: the section `{{#moves}}` is not closed; write `{{/moves}}`"),
            ("{{#moves}}{{/edits}}", "t:1:11: `{{/edits}}` where `{{/moves}}` is expected"),
            ("x{{/moves}}", "t:1:2: `{{/moves}}` closes no section"),
            ("ü {{release", "t:1:3: `{{` without a closing `}}`"),
            ("{{{release}}", "t:1:1: `{{` without a closing `}}}`"),
            ("{{> other}}", "t:1:1: `{{>` is not possible here"), ("{{=<% %>=}}", "t:1:1: `{{=` is not possible here"),
            ("{{% CONTENT_TYPE:HTML}}", "t:1:1: `{{%` is not possible here"),
            ("{{$ x}}{{/x}}", "t:1:1: `{{$` is not possible here"),
            ("{{moves}}", "t:1:1: `moves` is a list: write `{{#moves}}…{{/moves}}`"),
            ("{{subject}}", "t:1:1: `subject` stands for something inside of `{{#changes}}` only"),
            ("{{reversed(release)}}", "t:1:1: `reversed(release)` stands for nothing"),
            (
                "{{#moves}}{{#changes}}{{/changes}}{{/moves}}",
                "t:1:11: the list `changes` has no place inside of the list `moves`"
            ),
            ("{{#first(moves)}}{{/first(moves)}}", "t:1:1: `first(moves)` stands for nothing"),
            ("{{release.child}}", "t:1:1: `release.child` stands for nothing"),
            ("{{ #moves}}", "t:1:1: `#moves` stands for nothing"), ("{{}}", "t:1:1: `` stands for nothing"),
            ("{{.}}", "t:1:1: `.` stands for nothing"),
            (String(repeating: "x", count: 65_537), "t:1:1: a template has at most 64 KiB"),
            (
                String(repeating: "{{#rollback}}", count: 17) + String(repeating: "{{/rollback}}", count: 17),
                "t:1:209: at most 16 sections inside one another"
            ),
        ])
    func errors(_ template: String, _ message: String) throws {
        let error = #expect(throws: TemplateErrors.self) { try MergeRequestTemplate(template, name: "t", for: .body) }
        let line = try #require(error?.description.split(separator: "\n").first)
        #expect(line.hasPrefix(message))
    }

    @Test("All that is wrong is said at once, in the order of the text")
    func allErrors() {
        let error = #expect(throws: TemplateErrors.self) {
            try MergeRequestTemplate("{{a}}\n{{#moves}}{{b}}\n{{> c}}", name: "t", for: .title)
        }
        #expect(error?.entries.map(\.line) == [1, 2, 2, 3])
    }

    @Test("A title has no parts of a body")
    func titleParts() {
        #expect(throws: TemplateErrors.self) { try MergeRequestTemplate("{{movesText}}", name: "t", for: .title) }
    }

    @Test("Any text is a template or has an error, and nothing else happens", arguments: 0..<300 as Range<UInt64>)
    func fuzz(_ seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let pieces = [
            "{{", "}}", "{{{", "}}}", "{{#", "{{^", "{{/", "{{!", "{{>", "moves", "changes", "release", "source", "\n",
            " ", "x", "(", "|",
            ".", "{{#moves}}", "{{/moves}}", "{{release}}", "\u{301}", "ü",
        ]
        let text = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
            pieces.randomElement(using: &generator) ?? ""
        }.joined()
        guard let template = try? MergeRequestTemplate(text, name: "t", for: .body) else { return }
        let texts = MergeRequestTexts(templates: .init(body: template))
        let body = try texts.body(GoldenCase.hostile, for: Sample.host(.github))
        #expect(MergeRequestMarker(in: body) != nil)
    }

    @Test("A template whose text is too long gives way to Sluice's own, which says so")
    func tooLong() throws {
        let text = try body(String(repeating: "word ", count: 2000), limit: 4000)
        #expect(text.contains("### What moves"))
        #expect(text.contains("The template’s text is longer than this host takes."))
    }
}
