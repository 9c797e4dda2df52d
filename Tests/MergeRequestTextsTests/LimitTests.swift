import MergeRequestTexts
import Promotion
import Testing

@Suite("Texts fit their host")
struct LimitTests {
    private let texts = MergeRequestTexts()

    @Test(
        "No text is longer than the host takes",
        arguments: [80, 150, 200, 400, 700, 1000, 1500, 2500, 4000, 8000, 65_536])
    func lengths(_ limit: Int) throws {
        for example in GoldenCase.all {
            for dialect in MarkdownDialect.allCases {
                let host = Sample.host(
                    dialect, bodyLimit: limit + MergeRequestMarker.length(.closing, Sample.promotion))
                for text in [
                    try texts.body(example.facts, for: host), texts.comment(example.facts, for: host),
                    texts.closingComment(example.facts, ending: .closedOnHost(by: "ann"), for: host),
                ] {
                    // A forge puts its own marker above a comment, for which there is room.
                    #expect(text.utf16.count <= min(host.bodyLimit, host.commentLimit - 100))
                    #expect(MergeRequestMarker(in: text)?.promotion == Sample.promotion)
                }
            }
        }
    }

    @Test("A shortened text says so, and what is missing; what moves and what is waited for stay")
    func shortened() throws {
        let many = GoldenCase.all.first { $0.name == "many-sources" }?.facts ?? Sample.usual
        let body = try texts.body(many, for: Sample.host(.azureDevOps))
        #expect(body.contains("at most 4000 characters: the changes"))
        #expect(body.contains("### What moves"))
        #expect(body.contains("needs 1 more approval"))
        #expect(try !texts.body(Sample.usual, for: Sample.host(.azureDevOps)).contains("Shortened"))
    }

    @Test("A title is one line, at most as long as the host takes", arguments: [60, 140, 255])
    func titles(_ limit: Int) throws {
        for example in GoldenCase.all {
            for dialect in MarkdownDialect.allCases {
                var host = Sample.host(dialect)
                host.titleLimit = limit
                let title = try texts.title(example.facts, for: host)
                #expect(title.utf16.count <= limit)
                #expect(title.split(whereSeparator: \.isNewline).count == 1)
                #expect(title.contains("Promote payments to ") || title.contains("Roll back payments to "))
                if limit >= 140 { #expect(title.hasSuffix(" in prod")) }
            }
        }
    }

    @Test("A character of a million marks is no way around a limit")
    func piledMarks() throws {
        var facts = Sample.usual
        facts.passed = ["a" + String(repeating: "\u{301}", count: 1_000_000)]
        #expect(try texts.body(facts, for: Sample.host(.github)).utf16.count < 5000)
    }
}
