import Foundation
import Testing

@testable import sluice

@Suite("Output")
struct OutputTests {
    private let file = Terminal(width: nil, hasColour: false)

    private var table: Table {
        var table = Table("STAGE", "EMPTY", "CURRENT", "WHY")
        table.add("shop/dev", "", "1.0.0", "Up to date.")
        table.add("店/本番", "", "1.1.0 🚀", "It waits for an approval by alice or bob, and until Monday at nine.")
        table.add("shop/e\u{301}t\u{E9}", "", "", "")
        return table
    }

    @Test("Columns are aligned by what they take on the terminal, and empty ones left out")
    func aligned() {
        #expect(
            table.text(for: file) == """
                STAGE     CURRENT   WHY
                shop/dev  1.0.0     Up to date.
                店/本番   1.1.0 🚀  It waits for an approval by alice or bob, and until Monday at nine.
                shop/e\u{301}t\u{E9}

                """)
    }

    @Test("The last column is wrapped to the terminal")
    func wrapped() {
        #expect(
            table.text(for: Terminal(width: 50, hasColour: false)) == """
                STAGE     CURRENT   WHY
                shop/dev  1.0.0     Up to date.
                店/本番   1.1.0 🚀  It waits for an approval by
                                    alice or bob, and until Monday
                                    at nine.
                shop/e\u{301}t\u{E9}

                """)
    }

    @Test("Colours stand around a cell's text, and only where there are any")
    func colours() {
        var table = Table("A", "B")
        table.add(Table.Cell("x", .green), "y")
        let colours = table.text(for: Terminal(width: 80, hasColour: true))
        #expect(colours == "\u{1B}[1mA\u{1B}[0m  \u{1B}[1mB\u{1B}[0m\n\u{1B}[32mx\u{1B}[0m  y\n")
        #expect(!table.text(for: file).contains("\u{1B}"))
    }

    @Test("What comes from elsewhere cannot move the cursor or turn the text")
    func printableText() {
        #expect(printable("a\u{1B}[2Jb\u{7}\u{202E}c\nd") == "a·[2Jb··c·d")
        #expect(printable("a\nb\r", keepingLines: true) == "a\nb·")
        var table = Table("A")
        table.add("\u{1B}]0;title\u{7}")
        #expect(table.text(for: file) == "A\n·]0;title·\n")
    }

    @Test(
        "How wide characters are",
        arguments: [
            ("", 0), ("abc", 3), ("日本", 4), ("한", 2), ("é", 1), ("e\u{301}", 1), ("🚀", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("ﬁ", 1),
            ("\u{200B}", 0), ("ＡＢ", 4), ("→", 1),
        ])
    func widths(text: String, width: Int) { #expect(TextWidth.of(text) == width) }

    @Test(
        "Lines break between words, inside long ones, and where they broke before",
        arguments: [
            ("one two three", 7, ["one two", "three"]), ("abcdefgh", 3, ["abc", "def", "gh"]),
            ("a\nb", 9, ["a", "b"]), ("", 9, [""]), ("日本語", 4, ["日本", "語"]), ("a  b", 9, ["a b"]),
        ])
    func wraps(text: String, width: Int, lines: [String]) { #expect(TextWidth.wrapped(text, to: width) == lines) }

    @Test("YAML is read back as the JSON that it is made from")
    func yaml() throws {
        let json = #"""
            {"list":[1,[2,[]],{"a":null,"b":{}},"x"],"number":1.5,"text":"1.20","true":"yes","line":"a\nb\"\\",
            "plain":"shop/dev","empty":"","flag":true,"colon":"a: b","date":"2026-01-01"}
            """#
        let node = try JSONDecoder().decode(JSONNode.self, from: Data(json.utf8))
        #expect(
            YAMLText.text(of: node) == #"""
                colon: "a: b"
                date: "2026-01-01"
                empty: ""
                flag: true
                line: "a\nb\"\\"
                list:
                  - 1
                  - - 2
                    - []
                  - a: null
                    b: {}
                  - x
                number: 1.5
                plain: shop/dev
                text: "1.20"
                "true": "yes"

                """#)
    }

    @Test(
        "Ages have one unit", arguments: [(0, "0s"), (59, "59s"), (60, "1m"), (7199, "1h"), (90_000, "1d"), (-5, "0s")])
    func ages(seconds: Int, text: String) {
        let now = Date(timeIntervalSince1970: 1_800_000_000)
        #expect(age(of: now.addingTimeInterval(TimeInterval(-seconds)), at: now) == text)
    }

    @Test("A diff's lines are coloured by what they do")
    func diff() {
        let terminal = Terminal(width: 80, hasColour: true)
        let diff = "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-x\n+y\n"
        #expect(
            coloured(diff: diff, for: terminal)
                == "--- a/f\n+++ b/f\n\u{1B}[36m@@ -1 +1 @@\u{1B}[0m\n\u{1B}[31m-x\u{1B}[0m\n\u{1B}[32m+y\u{1B}[0m\n")
        #expect(coloured(diff: diff, for: file) == diff)
    }
}
