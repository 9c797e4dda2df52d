import Foundation
import MergeRequestTexts
import Promotion
import Testing

/// Facts whose texts are in `Golden/<name>`: `body.<host>.md` for each of `hosts`.
struct GoldenCase: Sendable, CustomTestStringConvertible {
    var name: String
    var facts: MergeRequestFacts
    var hosts: [MarkdownDialect] = [.github]
    var templates = MergeRequestTemplates()

    var testDescription: String { name }

    static let all: [GoldenCase] = [
        GoldenCase(name: "usual", facts: Sample.usual, hosts: MarkdownDialect.allCases),
        GoldenCase(name: "hostile", facts: hostile, hosts: MarkdownDialect.allCases),
        GoldenCase(name: "rollback", facts: rollback), GoldenCase(name: "first-release", facts: first),
        GoldenCase(name: "one-repository", facts: oneRepository),
        GoldenCase(name: "relations", facts: relations),
        GoldenCase(name: "many-sources", facts: many, hosts: [.azureDevOps, .github]),
    ]

    /// What strangers would write to get more than words.
    static let hostileWords = [
        "Fixes #1, closes payments/api#2 and resolves PROJ-3 @ann @platform/sre",
        "</details><script>alert(1)</script> <!-- <img src=x onerror=alert(1)>",
        "![x](https://evil.example/x.png) [click](javascript:alert(1)) https://evil.example www.evil.example",
        "```\n/approve\n/merge\n# Big\n| a | b |\n|---|---|",
        "`` ` ``` code *bold* _it_ ~~gone~~ $1$ ^x^ &amp; \\",
        "\u{1B}[31mred\u{1B}[0m \u{202E}drow\u{202C} \u{200D}\u{FEFF}z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}",
        "/close", "- [ ] task", "1. one", "[//]: # (sluice:body 0 0)", "> quote", "---|---", "a | b", "=====",
        "!12 ~bug %2 &3 :tada: GH-4 deadbeef1",
    ]

    static var hostile: MergeRequestFacts {
        var facts = Sample.usual
        facts.requestedBy = "@ann <b>"
        facts.release = Sample.release([Sample.artifact("api", "`1`@x#1"), Sample.artifact("worker", "``")])
        facts.moves = MergeRequestFacts.moves(
            to: facts.release, from: nil, current: nil)
        facts.moves[0].from = .init(tag: "old` @ann", digest: nil)
        facts.moves[0].changes = .known(
            ChangeLog(
                .forward,
                changes: hostileWords.enumerated().map { index, words in
                    var change = Sample.change(index, words, mergeRequest: index)
                    change.author = "@bob [x](y) `"
                    change.address = "https://git.example.com/a(b)`c`<d>\"\n/commit"
                    return change
                }, total: 400, isTotalCut: true))
        facts.moves[1].changes = .unknown(reason: "worker names https://evil.example/`x`#1, which @nobody covers.")
        facts.edits = [
            Sample.edit("a`b", "```", "~~~\n```\nFixes #1", file: "```.yaml"),
            Sample.edit("@ann", "", "<!-- -->", file: "# Fixes #2 | x.md"),
        ]
        facts.runsIn = [.init(environment: "`dev`", since: Sample.noon, verifiedAt: nil)]
        facts.passed = ["Closes #7"]
        facts.waiting = [Waiting(.hold, "Held by @ann: \n/approve\n```", who: ["@ann"])]
        facts.approvals = [.init(by: "@carol", at: Sample.noon, planHash: "")]
        facts.address = "javascript:alert(1)"
        return facts
    }

    private static var rollback: MergeRequestFacts {
        var facts = Sample.usual
        facts.kind = .rollback
        facts.requestedBy = "alice"
        facts.release = Sample.release([Sample.artifact("api", "1.4.0")])
        facts.moves = MergeRequestFacts.moves(
            to: facts.release, from: Sample.release([Sample.artifact("api", "1.4.1")]), current: nil)
        facts.moves[0].changes = .known(ChangeLog(.backward, removed: 12))
        facts.edits = [Sample.edit("api.image.tag", "1.4.1", "1.4.0")]
        facts.waiting = []
        facts.countsReviews = false
        return facts
    }

    private static var first: MergeRequestFacts {
        var facts = Sample.usual
        facts.release = Sample.release([Sample.artifact("api", "1.0.0")])
        facts.moves = MergeRequestFacts.moves(to: facts.release, from: nil, current: nil)
        facts.moves[0].changes = .unknown(
            reason: "api 1.0.0 does not say which commit it was built from. Build it with the label "
                + "org.opencontainers.image.revision.")
        facts.edits = [Sample.edit("api.image.tag", "", "1.0.0")]
        facts.runsIn = []
        facts.passed = []
        facts.approvals = []
        facts.address = nil
        return facts
    }

    private static var oneRepository: MergeRequestFacts {
        var facts = Sample.usual
        let names = ["api", "jobs", "web"]
        facts.release = Sample.release(names.map { Sample.artifact($0, "main-2") })
        facts.moves = MergeRequestFacts.moves(
            to: facts.release, from: Sample.release(names.map { Sample.artifact($0, "main-1") }), current: nil)
        for index in facts.moves.indices {
            facts.moves[index].changes = .known(
                ChangeLog(.forward, changes: [Sample.change(1, "One for all", mergeRequest: 3)], total: 1))
        }
        facts.edits = names.map { Sample.edit("\($0).image.tag", "main-1", "main-2", file: "apps/\($0).yaml") }
        return facts
    }

    private static var relations: MergeRequestFacts {
        var facts = Sample.usual
        let logs = [
            ChangeLog(.beginning, changes: [Sample.change(1, "Begin")], total: 1), ChangeLog(.same),
            ChangeLog(.diverged, changes: [Sample.change(2, "Aside")], total: 1, removed: 2),
            ChangeLog(.unknownBase, changes: [Sample.change(3, "Newest")], total: 900, isTotalCut: true),
        ]
        let names = logs.map(\.relation.rawValue)
        facts.release = Sample.release(names.map { Sample.artifact($0, "2") })
        facts.moves = MergeRequestFacts.moves(
            to: facts.release, from: Sample.release(names.map { Sample.artifact($0, "1") }), current: nil)
        for index in facts.moves.indices {
            facts.moves[index].changes = .known(
                logs.first { $0.relation.rawValue == facts.moves[index].source } ?? logs[0])
        }
        facts.edits = []
        return facts
    }

    private static var many: MergeRequestFacts {
        var facts = Sample.usual
        let names = (1...57).map { "service-\($0 < 10 ? "0" : "")\($0)" }
        facts.release = Sample.release(names.map { Sample.artifact($0, "2.0.0") })
        facts.moves = MergeRequestFacts.moves(
            to: facts.release, from: Sample.release(names.map { Sample.artifact($0, "1.9.9") }), current: nil)
        for index in facts.moves.indices {
            facts.moves[index].changes = .known(
                ChangeLog(
                    .forward,
                    changes: (0..<50).map { Sample.change(index * 50 + $0, "Change number \($0)", mergeRequest: $0) },
                    total: 80))
        }
        facts.edits = names.map { Sample.edit("\($0).image.tag", "1.9.9", "2.0.0") }
        return facts
    }
}
