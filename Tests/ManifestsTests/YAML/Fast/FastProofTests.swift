import Testing

@testable import Manifests

struct FastProofTests {
    /// Whether the proof holds when the scalar after the first key of `old` must read as `value` in `new`.
    private func holds(
        _ old: String, _ new: String, value: String = "v2", style: YAMLScalar.Style = .plain
    ) throws -> Bool {
        let expectation = EditProof.Expectation(event: 5, value: value, style: style)
        return try Array(old.utf8).withUnsafeBufferPointer { old in
            let source = SourceText(old, file: "f.yaml")
            let log = try FastScanner.log(of: old, from: source.contentStart, maximumDepth: 128)
            return Array(new.utf8).withUnsafeBufferPointer {
                FastProof.holds(from: source, log, to: $0, expecting: [expectation], maximumDepth: 128)
            }
        }
    }

    @Test("Holds where only the value changed")
    func holds() throws {
        #expect(try holds("a: v1\nb: [x]\n", "a: v2\nb: [x]\n"))
        #expect(try holds("a:\nb: [x]\n", "a: v2\nb: [x]\n"))
        #expect(try holds("a: # c\n", "a: v2 # c\n"))
        #expect(try holds("a: v1 # c\nb: 'x'\n", "a: \"1.20\" # c\nb: 'x'\n", value: "1.20", style: .doubleQuoted))
        #expect(
            try holds(
                "---\na: 'v1'\nb:\n  - c: d\n", "---\na: 'it''s'\nb:\n  - c: d\n", value: "it's", style: .singleQuoted))
        #expect(
            try holds(
                "\u{FEFF}a: v1\nb: |\n  x\n", "\u{FEFF}a: \"\\u0085\"\nb: |\n  x\n", value: "\u{85}",
                style: .doubleQuoted))
    }

    @Test(
        "Fails where anything else changed",
        arguments: [
            ("another value", "a: v1\nb: x\n", "a: v3\nb: x\n"),
            ("another style", "a: v1\nb: x\n", "a: 'v2'\nb: x\n"),
            ("a neighbour's value", "a: v1\nb: x\n", "a: v2\nb: y\n"),
            ("a neighbour's style", "a: v1\nb: x\n", "a: v2\nb: 'x'\n"),
            ("a key", "a: v1\nb: x\n", "c: v2\nb: x\n"),
            ("the order", "a: v1\nb: x\nc: y\n", "a: v2\nc: y\nb: x\n"),
            ("a lost pair", "a: v1\nb: x\n", "a: v2\n"),
            ("a new pair", "a: v1\n", "a: v2\nb: x\n"),
            ("a new document", "a: v1\n", "a: v2\n---\n"),
            ("a comment", "a: v1 # c\n", "a: v2 # d\n"),
            ("a comment before it", "# c\na: v1\n", "# d\na: v2\n"),
            ("a comment at the end", "a: v1\n# c\n", "a: v2\n# d\n"),
            ("a new comment", "a: v1\n", "a: v2 # c\n"),
            ("something put before it", "a:\nb: x\n", "a:\n  v2\nb: x\n"),
            ("a line end", "a: v1\n", "a: v2\r\n"),
            ("the end", "a: v1\n", "a: v2"),
            ("flow for block", "a: v1\nb:\n- x\n", "a: v2\nb: [x]\n"),
            ("nesting", "a: v1\nb:\n  c:\nd: x\n", "a: v2\nb:\n  c:\n  d: x\n"),
            ("a block scalar's text", "a: v1\nb: |\n  x\n", "a: v2\nb: |\n  y\n"),
            ("a kind of node", "a: v1\n", "a: [v2]\n"),
            ("an explicit document", "a: v1\n", "---\na: v2\n"),
            ("an anchor", "a: v1\n", "a: &x v2\n"),
            ("the syntax", "a: v1\n", "a: v2\n b\n"),
            ("everything", "a: v1\n", ""),
        ])
    func fails(what: String, old: String, new: String) throws {
        #expect(try !holds(old, new), "\(what)")
    }

    @Test("Fails where the scalar that should have changed is no scalar, or is not there")
    func failsWithoutScalar() throws {
        #expect(try !holds("a: [v1]\n", "a: [v2]\n"))
        #expect(try !holds("- v1\n", "- v2\n", value: "v3"))
        #expect(try !holds("v1\n", "v1\n"))
        #expect(try !holds("a: # c\n  v1\n", "a: # c\n  # v1\n", value: ""))
        #expect(try !holds("a:   v1\n", "a: v2\n"))
    }
}
