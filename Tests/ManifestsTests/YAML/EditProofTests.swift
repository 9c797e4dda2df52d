import Testing

@testable import Manifests

struct EditProofTests {
    /// Whether the proof holds when event 4 of `old`, the scalar after the first key, must read as `value` in `new`.
    private func holds(_ old: String, _ new: String, value: String = "v2", style: YAMLScalar.Style = .plain) throws
        -> Bool
    {
        let expectation = EditProof.Expectation(event: 5, value: value, style: style)
        return try Array(old.utf8).withUnsafeBufferPointer { old in
            let source = SourceText(old, file: "f.yaml")
            var sketcher = Sketcher(
                try EventReader(source, limits: .manifest), keeping: PathTrie([]), logging: true)
            _ = try sketcher.documents()
            return Array(new.utf8).withUnsafeBufferPointer {
                EditProof.holds(
                    for: SourceText($0, file: "f.yaml"), after: sketcher.log, expecting: [expectation],
                    limits: .manifest)
            }
        }
    }

    @Test("Holds where only the value changed")
    func holds() throws {
        #expect(try holds("a: v1\nb: [x]\n", "a: v2\nb: [x]\n"))
        #expect(try holds("a: v1 # c\nb: 'x'\n", "a: \"1.20\" # other\nb:  'x'\n", value: "1.20", style: .doubleQuoted))
        #expect(try holds("%YAML 1.1\n---\na: &x !!str v1\nb: *x\n", "%YAML 1.1\n---\na: &x !!str v2\nb: *x\n"))
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
            ("the value's anchor", "a: &x v1\n", "a: &y v2\n"),
            ("the value's lost anchor", "a: &x v1\n", "a: v2\n"),
            ("the value's tag", "a: !!str v1\n", "a: !x v2\n"),
            ("a neighbour's anchor", "a: v1\nb: &x []\n", "a: v2\nb: &y []\n"),
            ("a neighbour's tag", "a: v1\nb: !x {}\n", "a: v2\nb: !y {}\n"),
            ("flow for block", "a: v1\nb:\n- x\n", "a: v2\nb: [x]\n"),
            ("an alias", "a: v1\nb: &x 1\nc: &y 1\nd: *x\n", "a: v2\nb: &x 1\nc: &y 1\nd: *y\n"),
            ("a kind of node", "a: v1\n", "a: [v2]\n"),
            ("a directive", "%YAML 1.1\n---\na: v1\n", "%YAML 1.2\n---\na: v2\n"),
            ("an explicit document", "a: v1\n", "---\na: v2\n"),
            ("the syntax", "a: v1\n", "a: v2\n b\n"),
            ("everything", "a: v1\n", ""),
        ])
    func fails(what: String, old: String, new: String) throws {
        #expect(try !holds(old, new), "\(what)")
    }
}
