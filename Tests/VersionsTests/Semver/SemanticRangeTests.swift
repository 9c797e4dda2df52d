import Testing
import Versions

@Suite("Semantic ranges")
struct SemanticRangeTests {
    struct Row: Sendable {
        let range: String
        let admits: [String]
        let refuses: [String]

        init(_ range: String, admits: [String] = [], refuses: [String] = []) {
            self.range = range
            self.admits = admits
            self.refuses = refuses
        }
    }

    static let rows: [Row] = [
        // Comparisons.
        Row("1.2.3", admits: ["1.2.3", "v1.2.3", "1.2.3+build", "01.2.3"], refuses: ["1.2.4", "1.2.3-rc.1"]),
        Row("=v1.2.3", admits: ["1.2.3"], refuses: ["1.2.2"]),
        Row("!=1.2.3", admits: ["1.2.4", "1.2.4-rc.1", "1.2.3-rc.1"], refuses: ["1.2.3", "1.2.3+x"]),
        Row(">1.2.3", admits: ["1.2.4", "2"], refuses: ["1.2.3", "1.2.4-rc.1"]),
        Row(">=1.2.3", admits: ["1.2.3", "1.2.10"], refuses: ["1.2.2", "2.0.0-rc.1"]),
        Row("=>1.2.3", admits: ["1.2.3"], refuses: ["1.2.2"]),
        Row("<1.2.3", admits: ["1.2.2", "0"], refuses: ["1.2.3", "1.2.3-rc.1"]),
        Row("<=1.2.3", admits: ["1.2.3"], refuses: ["1.2.4", "1.2.3-rc.1"]),
        Row("=<1.2.3", admits: ["1.2.3"], refuses: ["1.2.4"]),
        // Missing numbers and wildcards.
        Row("1.2", admits: ["1.2.0", "1.2.9"], refuses: ["1.3.0", "1.1.9", "1.2.1-rc"]),
        Row("1", admits: ["1.0.0", "1.9.9"], refuses: ["2.0.0", "0.9.0"]),
        Row("1.x", admits: ["1.0.0", "1.9.9"], refuses: ["2.0.0"]),
        Row("1.X.7", admits: ["1.0.0"], refuses: ["2.0.7"]),
        Row("*", admits: ["0.0.0", "9.9.9"], refuses: ["1.0.0-rc.1"]),
        Row("0.x", admits: ["0.0.0", "0.9.0"], refuses: ["1.0.0"]),
        Row(">11", admits: ["12.0.0"], refuses: ["11.0.0", "11.9.9"]),
        Row(">11.1", admits: ["11.2.0"], refuses: ["11.1.9"]),
        Row(">=1.1", admits: ["1.1.0"], refuses: ["1.0.9"]),
        Row("<1.x", admits: ["0.9.9"], refuses: ["1.0.0"]),
        Row("<=11", admits: ["11.9.9"], refuses: ["12.0.0"]),
        Row("<=11.1", admits: ["11.1.9"], refuses: ["11.2.0"]),
        Row("!=4.x", admits: ["5.0.0"], refuses: ["4.1.0", "5.0.0-rc"]),
        Row("!=4.1", admits: ["4.2.0"], refuses: ["4.1.7"]),
        // Tilde and caret.
        Row("~1.2.3", admits: ["1.2.3", "1.2.9"], refuses: ["1.3.0", "1.2.2"]),
        Row("~>1.2", admits: ["1.2.0"], refuses: ["1.3.0"]),
        Row("~1", admits: ["1.9.0"], refuses: ["2.0.0"]),
        Row("^1.2.3", admits: ["1.2.3", "1.9.0"], refuses: ["2.0.0", "1.2.2"]),
        Row("^0.2.3", admits: ["0.2.9"], refuses: ["0.3.0"]),
        Row("^0.0.3", admits: ["0.0.3"], refuses: ["0.0.4", "0.1.0"]),
        Row("^0.0", admits: ["0.0.9"], refuses: ["0.1.0"]),
        Row("^0", admits: ["0.9.0"], refuses: ["1.0.0"]),
        // Pre-releases, only where the comparator names one.
        Row(">=1.2.0-0", admits: ["1.2.0-alpha", "1.3.0-rc.1", "1.2.0"], refuses: ["1.1.9"]),
        Row(">=1.0.0-0 <2", admits: ["1.5.0"], refuses: ["1.5.0-rc.1", "2.0.0-rc.1"]),
        Row(">=1.0.0-0 <2-0", admits: ["1.5.0-rc.1"], refuses: ["2.0.0-rc.1"]),
        Row("^1.2.0-rc.1", admits: ["1.2.0-rc.2", "1.2.0-rc.10", "1.3.0-a"], refuses: ["1.2.0-rc.0", "2.0.0-a"]),
        Row("*-0", admits: ["1.0.0-rc.1", "0.0.0-0"]),
        Row("1.2.3-alpha.1", admits: ["1.2.3-alpha.1"], refuses: ["1.2.3-alpha.2", "1.2.3"]),
        Row(">1.0.0-1", admits: ["1.0.0-2", "1.0.0-10", "1.0.0-a"], refuses: ["1.0.0-0", "1.0.0-1"]),
        // A number beyond 64 bits counts as a word.
        Row(">1.0.0-99999999999999999999", admits: ["1.0.0-9a", "1.0.0-a"], refuses: ["1.0.0-18446744073709551615"]),
        // And, or, hyphens.
        Row(">=1.0.0 <2.0.0", admits: ["1.0.0", "1.9.9"], refuses: ["2.0.0", "0.9.9"]),
        Row(">=1.0.0,<2.0.0 , !=1.5.0", admits: ["1.4.0"], refuses: ["1.5.0"]),
        Row(" >= 1.0.0\t< 2.0.0 || ^3 ", admits: ["1.1.0", "3.4.0"], refuses: ["2.0.0", "4.0.0"]),
        Row("1.2 - 3.4", admits: ["1.2.0", "3.4.9"], refuses: ["1.1.9", "3.5.0"]),
        Row("1 - 2 || 4.0.0 - 5.1.2", admits: ["2.9.9", "5.1.2"], refuses: ["3.0.0", "5.1.3"]),
        Row("1.1-3", admits: ["1.1.0", "1.1.9"], refuses: ["1.2.0", "3.0.0"]),
        // Quirks, kept.
        Row("~0.0.0", admits: ["9.9.9"]),
        Row("^*", admits: ["0.0.0"], refuses: ["0.0.1"]),
        Row("<=*", admits: ["0.0.9"], refuses: ["0.1.0", "1.0.0"]),
        Row("!=*", admits: ["0.0.1"], refuses: ["0.0.0"]),
        Row("1 - 2 3", admits: ["22.0.0", "23.9.9"], refuses: ["24.0.0"]),
        Row("1 - 2 -3", admits: ["1.0.0", "2.9.9"], refuses: ["3.0.0"]),
        Row("1||2 - 3", admits: ["1.0.0", "4.0.0"], refuses: ["0.9.0"]),
        Row("1.x.|", admits: ["1.7.0"], refuses: ["2.0.0"]),
    ]

    /// What is no range.
    static let broken = [
        "", " ", "foo", ">", "1.2.3.4", "12.3.34.1234", "1.2.3 ||", "|| 1", "1,", ",1", "1,,2", "1.2.3>1", "!1", "><1",
        "== 1", "= =1", "1 & 2", "V1", "vv1", "1x", "xx", "1..2", "1.", ".1", "1.2.3-", "1.2.3-a.", "1.2.3+",
        "1.2.3-01", "18446744073709551616", "1 - 2 - 3", "1|2", "1 -2 -", "é", "1\u{0B}2", "1 \0",
        "12.3.34~ 1.2.3", "BAR >= 1.2.3", "1 - 2 ||3 - 4",
    ]

    /// All of them, for the differential test.
    static var questions: [RangeQuestion] {
        rows.map { RangeQuestion(range: $0.range, versions: $0.admits + $0.refuses) }
            + broken.map { RangeQuestion(range: $0, versions: ["1.0.0"]) }
    }

    @Test("A range admits and refuses", arguments: rows)
    func admits(row: Row) throws {
        let range = try SemanticRange(row.range)
        for text in row.admits {
            #expect(range.admits(try SemanticVersion(text)), "\(row.range) should admit \(text)")
        }
        for text in row.refuses {
            #expect(!range.admits(try SemanticVersion(text)), "\(row.range) should refuse \(text)")
        }
    }

    @Test("What is no range is refused", arguments: broken)
    func refuses(text: String) {
        #expect(throws: SemanticRangeError.self) { try SemanticRange(text) }
    }

    @Test(
        "The error says which piece is wrong",
        arguments: [
            ("", "not a range of versions: a version is missing"),
            (">=1.0 <", "not a range of versions: in `>=1.0 <` a version is missing"),
            ("1 || >=foo", "not a range of versions: in ` >=foo` no version begins at `foo`"),
            ("1.2.3.4", "not a range of versions: in `1.2.3.4` `.4` follows a version without a blank or a comma"),
            ("1.2.3-01", "not a range of versions: in `1.2.3-01` `1.2.3-01` is not a version"),
            ("1, ", "not a range of versions: in `1, ` nothing follows the last comma"),
        ])
    func errors(text: String, sentence: String) {
        let error = #expect(throws: SemanticRangeError.self) { try SemanticRange(text) }
        #expect(error?.description == sentence)
    }

    @Test("A range longer than 1024 bytes is refused")
    func cap() throws {
        #expect(throws: SemanticRangeError.self) { try SemanticRange(String(repeating: "1 ", count: 513)) }
        #expect(throws: Never.self) { try SemanticRange(String(repeating: "1 ", count: 512)) }
    }

    @Test(
        "With preReleases, precedence alone decides",
        arguments: [
            (">=1.0.0 <2.0.0", "1.5.0-rc.1", true), (">=1.0.0 <2.0.0", "2.0.0-rc.1", true),
            (">=1.0.0 <2.0.0", "1.0.0-rc.1", false), (">=1.0.0 <2.0.0-0", "2.0.0-rc.1", false),
            ("*", "1.0.0-rc.1", true), ("1.x", "1.0.0-rc.1", false), ("1.x", "1.2.0-rc.1", true),
            ("!=4.x", "5.0.0-rc", true), ("!=4.x", "4.0.0-rc", false),
        ])
    func preReleases(range: String, version: String, admitted: Bool) throws {
        #expect(try SemanticRange(range).admits(SemanticVersion(version), preReleases: true) == admitted)
    }
}
