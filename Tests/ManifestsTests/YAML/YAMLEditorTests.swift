import Testing

@testable import Manifests

struct YAMLEditorTests {
    private let editor = YAMLEditor()

    private func apply(_ selector: String, _ value: String, to text: String) throws -> String {
        let edits = [ValueEdit(place: Place(selector: try Selector(selector)), value: value)]
        return String(decoding: try editor.apply(edits, to: Array(text.utf8), file: "f.yaml").bytes, as: UTF8.self)
    }

    private func problem(_ text: [UInt8], _ value: String = "v2", editor: YAMLEditor = YAMLEditor()) -> ManifestProblem?
    {
        do {
            let edits = [ValueEdit(place: Place(selector: try Selector("a")), value: value)]
            _ = try editor.apply(edits, to: text, file: "f.yaml")
            return nil
        } catch {
            return (error as? ManifestError)?.problem
        }
    }

    @Test(
        "Writes values that no plain scalar can hold",
        arguments: [
            ("a: v\n", "line\nbreak", "a: \"line\\nbreak\"\n"),
            ("a: v\n", "\u{0}\u{7}\u{85}\u{2028}\u{FEFF}\t", "a: \"\\x00\\x07\\x85\\u2028\\uFEFF\\t\"\n"),
            ("a: v\n", "", "a: \"\"\n"),
            ("a: \"v\"\n", "\u{10FFFF}é", "a: \"\u{10FFFF}é\"\n"),
            ("a: 'v'\n", "tab\tand 'quote'", "a: 'tab\tand ''quote'''\n"),
            ("a: v # c\n", "x # y", "a: \"x # y\" # c\n"),
            ("a: v\n", "a:", "a: \"a:\"\n"),
            ("a: v\n", "x:y@z", "a: x:y@z\n"),
            ("a: v\n", "-v", "a: \"-v\"\n"),
        ])
    func writes(original: String, value: String, expected: String) throws {
        #expect(try apply("a", value, to: original) == expected)
    }

    @Test(
        "Refuses a value that single quotes cannot hold", arguments: ["line\nbreak", "\u{7}", "\u{2028}", "\u{FEFF}"])
    func refusesUnprintable(value: String) {
        #expect(problem(Array("a: 'v'\n".utf8), value) == .unwritable(value))
    }

    @Test(
        "A tag of YAML's own stays only before a value of its type",
        arguments: [
            ("!!int 41", "42", "!!int 42"), ("!!int 41", "042", nil), ("!!int 41", "v1", nil),
            ("!!int '41'", "42", nil),
            ("!!float 1.19", "1.20", "!!float 1.20"), ("!!float 1.19", "x", nil),
            ("!!bool true", "false", "!!bool false"),
            ("!!bool true", "no", nil), ("!!null ~", "v", nil), ("!!timestamp 2024-01-01", "2024-01-02", nil),
            ("!!str 41", "1.20", "!!str 1.20"), ("!!str", "1.20", "!!str 1.20"), ("!mine 1", "1.20", "!mine 1.20"),
            ("! 1", "1.20", "! \"1.20\""),
        ] as [(String, String, String?)])
    func tags(original: String, value: String, expected: String?) throws {
        if let expected {
            #expect(try apply("a", value, to: "a: \(original)\n") == "a: \(expected)\n")
        } else {
            let tag = String(original.split(separator: " ")[0])
            #expect(problem(Array("a: \(original)\n".utf8), value) == .typedTag(tag))
        }
    }

    @Test("Says where else an alias repeats the value")
    func repeats() throws {
        let text = "a: &x v1\nb: [*x, &x other, *x]\nc: *x\n---\nd: &x v1\ne: *x\n"
        let place = Place(selector: try Selector("a"))
        let found = try editor.read([place], in: Array(text.utf8), file: "f.yaml")
        #expect(found[0].repeatedAt.map(\.description) == ["2:5"])
        #expect(found[0].position == Position(line: 1, column: 7, offset: 6))
        let edited = try editor.apply([ValueEdit(place: place, value: "v2")], to: Array(text.utf8), file: "f.yaml")
        #expect(
            edited.changes == [
                ValueChange(
                    place: place, position: found[0].position, old: "v1", new: "v2", repeatedAt: found[0].repeatedAt)
            ])
    }

    @Test("A document is chosen by its index, alone or with its kind", arguments: [nil, "Two"])
    func documentIndex(kind: String?) throws {
        let bytes = Array("kind: Two\na: v1\n---\nkind: Two\na: v2\n---\na: v3\n".utf8)
        func find(_ index: Int) throws -> [FoundValue] {
            let document = DocumentSelector(kind: kind, index: index)
            return try editor.read([Place(document: document, selector: try Selector("a"))], in: bytes, file: "f.yaml")
        }
        #expect(try find(0).map(\.value) == ["v1"])
        #expect(try find(1).map(\.value) == ["v2"])
        #expect(try find(1)[0].place.description == "a (" + (kind.map { "kind \($0), " } ?? "") + "document [1])")
        #expect(throws: ManifestError.self) { try find(3) }
        if kind != nil { #expect(throws: ManifestError.self) { try find(2) } }
    }

    @Test("An alias of a collection around the value repeats it too")
    func repeatsAround() throws {
        let text = "base: &b\n  image: &i {tag: v1}\nother: *i\nmore: {<<: *b}\n"
        let place = Place(selector: try Selector("base.image.tag"))
        let found = try editor.read([place], in: Array(text.utf8), file: "f.yaml")
        #expect(found[0].repeatedAt.map(\.description) == ["3:8", "4:12"])
    }

    @Test("A key that an alias repeats is found and counted as written")
    func aliasKeys() throws {
        #expect(try apply("b.a", "v2", to: "x: &k a\nb: {*k : v1}\n") == "x: &k a\nb: {*k : v2}\n")
        #expect {
            try apply("b.a", "v2", to: "x: &k a\nb: {a: 1, *k : v1}\n")
        } throws: {
            ($0 as? ManifestError)?.problem == .duplicateKey("a", first: Position(line: 2, column: 5, offset: 12))
        }
    }

    @Test("Canonically equivalent texts are different texts")
    func normalisation() throws {
        #expect(
            try apply("a", "e\u{301}", to: "a: \u{E9}\n").unicodeScalars.elementsEqual(
                "a: \"e\u{301}\"\n".unicodeScalars))
        #expect(throws: ManifestError.self) { try apply("e\u{301}", "v", to: "\u{E9}: x\n") }
    }

    @Test("Keeps its limits")
    func limits() {
        let small = YAMLEditor(limits: YAMLLimits(maximumBytes: 10, maximumDepth: 2))
        #expect(problem(Array("a: v1 # long".utf8), editor: small) == .tooLarge(bytes: 12, limit: 10))
        #expect(problem(Array("b: [[x]]\n".utf8), editor: small) == .tooDeep(limit: 2))
        #expect(problem(Array("a: [x]\n".utf8), editor: small) == .notScalar(.sequence))
        #expect(problem(Array("a: v1\n".utf8), "longer than ten bytes", editor: small) == nil)
        let deep = String(repeating: "[", count: 100_000)
        #expect(problem(Array("b: \(deep)".utf8)) == .tooDeep(limit: 128))
    }

    @Test("A file without documents has no path", arguments: ["", "# only a comment\n", "\u{FEFF}"])
    func emptyFiles(text: String) {
        #expect(problem(Array(text.utf8)) == .noDocument(nil))
    }

    @Test("No edits change nothing, and an edit that fails leaves the others unwritten")
    func allOrNothing() throws {
        let bytes = Array("a: v1\n".utf8)
        #expect(try editor.apply([], to: bytes, file: "f.yaml") == EditedManifest(bytes: bytes, changes: []))
        let edits = try ["a", "b"].map { ValueEdit(place: Place(selector: try Selector($0)), value: "v2") }
        #expect(throws: ManifestError.self) { try editor.apply(edits, to: bytes, file: "f.yaml") }
    }

    @Test("Edits the last value of a generated file of 1 MB, and no other byte", arguments: ["", "é"])
    func largeFile(comment: String) throws {
        var text = "# \(comment)\nservices:\n"
        var count = 0
        while text.utf8.count < 1 << 20 {
            text += "  - name: service-\(count)\n    image: {repository: registry.example.com/s, tag: 1.0.\(count)}\n"
            count += 1
        }
        let edited = try apply("services[name=service-\(count - 1)].image.tag", "2.0", to: text)
        #expect(edited == text.replacing("tag: 1.0.\(count - 1)}", with: "tag: \"2.0\"}"))
    }

    @Test(
        "Formats are chosen by extension",
        arguments: [
            ("values.yaml", true), ("a/b.YML", true), (".yaml", true), ("a.yaml/b", false), ("yaml", false),
            ("", false),
            ("main.tf", true), ("prod.tfvars", true), ("terragrunt.hcl", true), ("main.tf.json", true),
            ("main.tofu", false), ("apps/Kustomization", true), ("kustomization", false),
        ])
    func formats(path: String, isKnown: Bool) {
        #expect((ManifestFormat(of: path).editor != nil) == isKnown)
    }
}
