import Testing

@testable import Manifests

struct AdditionTests {
    private let editor = YAMLEditor()

    private func add(_ path: String, _ value: String, to text: String) throws -> EditedManifest {
        let edit = ValueEdit(place: Place(selector: try Selector(path)), value: value)
        return try editor.apply([], adding: [edit], to: Array(text.utf8), file: "f.yaml")
    }

    @Test(
        "Adds what is missing in the style of its neighbours",
        arguments: [
            ("a: 1\n", "b", "a: 1\nb: v\n"),
            ("a: 1 # one\n\n# end\n", "b", "a: 1 # one\nb: v\n\n# end\n"),
            (
                "a:\n  - x\n  - y # last\nb: 1\n", "c[name=e].k",
                "a:\n  - x\n  - y # last\nb: 1\nc:\n  - name: e\n    k: v\n"
            ),
            ("a:\n-   name: x\n", "a[name=e].k", "a:\n-   name: x\n-   name: e\n    k: v\n"),
            ("- - name: x\n", "[0][name=e].k", "- - name: x\n  - name: e\n    k: v\n"),
            ("- name: x\n  deep:\n    y: 1\n", "[0].deep.z", "- name: x\n  deep:\n    y: 1\n    z: v\n"),
            ("a: {b: 1}\n", "a.c.d", "a: {b: 1, c: {d: v}}\n"),
            ("a: {}\n", "a.b", "a: {b: v}\n"),
            ("a: {b: }\n", "a.b.c", "a: {b:  {c: v}}\n"),
            ("a:\nb: 1\n", "a.c", "a:\n  c: v\nb: 1\n"),
            ("a: # why\nb: 1\n", "a[name=e].k", "a: # why\n- name: e\n  k: v\nb: 1\n"),
            ("a:", "a[name=e].k", "a:\n- name: e\n  k: v"),
            ("a: [\n  # nothing\n]\n", "a[name=e].k", "a: [\n  # nothing\n{name: e, k: v}]\n"),
            ("a: |\n  x\n\nb: |+\n  y\n\n", "c", "a: |\n  x\n\nb: |+\n  y\n\nc: v\n"),
            ("a: |-\n  x", "c", "a: |-\n  x\nc: v"),
            ("a: &x\n  b: 1\nc: *x\n", "d", "a: &x\n  b: 1\nc: *x\nd: v\n"),
            ("a: &x {b: 1}\n", "a.c", "a: &x {b: 1, c: v}\n"),
            ("a: \"x\n  y\"\n", "c", "a: \"x\n  y\"\nc: v\n"),
            ("a: 1\r\n", "b", "a: 1\r\nb: v\r\n"),
            ("{\"a\": 1}\n", "b.c", "{\"a\": 1, \"b\": {\"c\": \"v\"}}\n"),
            ("{\n\t\"a\": 1\n}\n", "b", "{\n\t\"a\": 1,\n\t\"b\": \"v\"\n}\n"),
            ("---\na: 1\n...\n", "b", "---\na: 1\nb: v\n...\n"),
            ("ключ:\n  - name: größe\n", "ключ[name=e].k", "ключ:\n  - name: größe\n  - name: e\n    k: v\n"),
            ("a: 1\n", "\"x: y\"", "a: 1\n\"x: y\": v\n"),
            ("? a\n: 1\n", "b", "? a\n: 1\nb: v\n"),
            ("  a:\n  - ? b: 1\n  c: 2\n", "a[name=e].k", "  a:\n  - ? b: 1\n  - name: e\n    k: v\n  c: 2\n"),
            ("  a:\n  - ? b\n  c: 2\n", "a[0].k", "  a:\n  - ? b\n    k: v\n  c: 2\n"),
            ("a:\n\n# c\nb: 1\n", "a.k", "a:\n  k: v\n\n# c\nb: 1\n"),
            ("{\n  \"a\": # c\n}\n", "b", "{\n  \"a\": # c\n, \"b\": \"v\"}\n"),
            ("? a # c\n:\nb: 1\n", "a.k", "? a # c\n:\n    k: v\nb: 1\n"),
            ("?\n  a\n: 1\n", "b", "?\n  a\n: 1\nb: v\n"),
            ("- &x\n  ? a\n  : 1\n", "[0].b", "- &x\n  ? a\n  : 1\n  b: v\n"),
            ("- ? {a: 1}\n", "[0].b", "- ? {a: 1}\n  b: v\n"),
            ("a: 1\u{85}b: |\u{85}  x\u{85}", "c", "a: 1\u{85}b: |\u{85}  x\u{85}c: v\u{85}"),
            ("{\u{2028}  a: 1\u{2028}}", "b", "{\u{2028}  a: 1,\u{2028}  b: v\u{2028}}"),
        ])
    func adds(original: String, path: String, expected: String) throws {
        let edited = try add(path, "v", to: original)
        #expect(String(decoding: edited.bytes, as: UTF8.self) == expected)
        let place = Place(selector: try Selector(path))
        #expect(edited.changes.map(\.old) == [nil])
        #expect(edited.changes.map(\.place) == [place])
        #expect(try editor.read([place], in: edited.bytes, file: "f.yaml").map(\.value) == ["v"])
        #expect(try add(path, "v", to: expected).changes.isEmpty, "a second addition is none")
        #expect(try add(path, "w", to: expected).changes.map(\.old) == ["v"], "what is there already is edited")
    }

    @Test(
        "Refuses what it cannot add, with the reason",
        arguments: [
            ("a: 1\n", "a.b", .wrongKind(step: "b", found: .scalar)),
            ("a: [x]\n", "a.b", .wrongKind(step: "b", found: .sequence)),
            ("a: {b: 1}\n", "a[name=e].c", .wrongKind(step: "[name=e]", found: .mapping)),
            ("a: [x]\n", "a[3].c", .missingIndex(3, count: 1)),
            ("a: [{name: e}, {name: e}]\n", "a[name=e].c", nil),
            ("a: &x {b: 1}\nc: *x\n", "c.d", nil),
            ("a: &x {b: 1}\nc: {<<: *x}\n", "c.b", nil),
            ("a: {b: 1}\n---\na: 1\n", "a.c", nil),
            ("a: &x\nb: 1\n", "a.c", .wrongKind(step: "c", found: .scalar)),
            ("{a}\n", "a.c", .missingSeparator),
            ("? a\n? b\n", "a.c", .missingSeparator),
            ("a: |\n  x", "c", .openBlock),
            ("a: 1\na: 2\n", "a.c", nil),
            ("", "a", .noDocument(nil)),
            ("a: [", "b", nil),
        ] as [(String, String, ManifestProblem?)])
    func refuses(original: String, path: String, problem: ManifestProblem?) {
        #expect {
            try add(path, "v", to: original)
        } throws: { error in
            guard let error = error as? ManifestError else { return false }
            return problem.map { $0 == error.problem } ?? !error.description.isEmpty
        }
    }

    @Test("Several additions share what they need, and disagree aloud")
    func several() throws {
        let bytes = Array("a: 1\n".utf8)
        func edit(_ path: String, _ value: String) throws -> ValueEdit {
            ValueEdit(place: Place(selector: try Selector(path)), value: value)
        }
        let additions = try [edit("x[name=e].k", "1.0"), edit("x[name=e].l", "2"), edit("x[name=m].k", "yes")]
        let edited = try editor.apply([try edit("a", "2")], adding: additions, to: bytes, file: "f.yaml")
        let expected = """
            a: 2
            x:
            - name: e
              k: "1.0"
              l: "2"
            - name: m
              k: "yes"

            """
        #expect(String(decoding: edited.bytes, as: UTF8.self) == expected)
        #expect(edited.changes.map(\.new) == ["2", "1.0", "2", "yes"])
        #expect(edited.changes.dropFirst().allSatisfy { $0.position == Position(line: 1, column: 5, offset: 4) })
        let disagreeing = additions + [try edit("x[name=e].k", "1.1")]
        #expect {
            try editor.apply([], adding: disagreeing, to: bytes, file: "f.yaml")
        } throws: {
            ($0 as? ManifestError)?.problem == .conflictingEdits("1.0", "1.1")
        }
    }

    @Test("The proof refuses every other addition than the one that was meant")
    func proof() throws {
        let old = Array("a:\n- name: x\nb: 1\n".utf8)
        let outline = try OutlineBuilder.outline(of: old, file: "f.yaml", limits: .manifest)
        let edit = ValueEdit(place: Place(selector: try Selector("a[name=e].k")), value: "v")
        let addition = try #require(try AdditionPlanner(outline: outline, bytes: old).addition(of: edit))
        func holds(_ text: String) -> Bool {
            AdditionProof.holds(for: Array(text.utf8), over: old, adding: addition, limits: .manifest)
        }
        #expect(holds("a:\n- name: x\n- name: e\n  k: v\nb: 1\n"))
        #expect(holds("a:\n- name: x\n- {name: e, k: \"v\"} # style is free\nb: 1\n"))
        for wrong in [
            "a:\n- name: x\nb: 1\n", "a:\n- name: x\n- name: e\n  k: w\nb: 1\n",
            "a:\n- name: e\n  k: v\n- name: x\nb: 1\n",
            "a:\n- name: x\n- name: e\n  k: v\nb: 2\n", "a:\n- name: x\n- name: e\n  k: v\n",
            "a:\n- name: x\n  k: v\nb: 1\n",
            "a:\n- name: x\n- &n name: e\n  k: v\nb: 1\n", "a:\n- name: x\n- name: e\n  k: v\nb: 1\n---\nc: 1\n",
            "a:\n- name: x\n- name: e\n  k: v\n- name: e\n  k: v\nb: 1\n", "a: [\n", "",
            "a: [{name: x}, {name: e, k: v}]\nb: 1\n",
        ] {
            #expect(!holds(wrong), "\(wrong)")
        }
    }
}
