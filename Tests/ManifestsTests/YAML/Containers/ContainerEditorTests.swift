import Testing

@testable import Manifests

struct ContainerEditorTests {
    private let editor = YAMLEditor()

    private func place(_ path: String) throws -> Place {
        var containers = try path.split(separator: ">").map {
            Container(selector: try Selector(String($0.filter { $0 != " " })))
        }
        let last = containers.removeLast()
        return Place(selector: last.selector, within: containers)
    }

    private func apply(_ edits: [(String, String)], to text: String) throws -> EditedManifest {
        let edits = try edits.map { ValueEdit(place: try place($0), value: $1) }
        return try editor.apply(edits, to: Array(text.utf8), file: "f.yaml")
    }

    @Test("A place names the values around it, the outermost first")
    func describes() throws {
        let place = Place(
            document: DocumentSelector(kind: "Deployment"), selector: try Selector("spec.replicas"),
            within: [
                Container(document: DocumentSelector(name: "app"), selector: try Selector("data.\"a.yaml\"")),
                Container(selector: try Selector("values")),
            ])
        #expect(place.description == "data.\"a.yaml\" (name app) > values > spec.replicas (kind Deployment)")
    }

    @Test(
        "Finds a value where the outer file has it",
        arguments: [
            ("a: |\n  x: 1\n  b: v1\n", "3:6"),
            ("a: |4\n    x: 1\n\n\n    b: v1\n", "5:8"),
            ("a: >\n\n  x: 1\n\n  b:\n    v1\n", "6:5"),
            ("a: \"x: 1\\nb: v1\"\n", "1:14"),
            ("a: \"ü: 1\\n\\\n  b: \\x76\\x31\"\n", "2:6"),
            ("a: \"x: 1\n\n  b: v1\"\n", "3:6"),
            ("a: 'x: ''1''\n\n  b: v1'\n", "3:6"),
            ("a: '{b: v1}'\n", "1:9"),
            ("- y\n- &a !!str |\n x: 1\n b: v1\n", "4:5"),
        ])
    func positions(text: String, position: String) throws {
        let path = text.hasPrefix("-") ? "[1] > b" : "a > b"
        let found = try editor.read([try place(path)], in: Array(text.utf8), file: "f.yaml")[0]
        #expect(found.value == "v1")
        #expect(found.position.description == position)
        #expect(found.place == (try place(path)))
        let edited = try apply([(path, "v2")], to: text)
        #expect(edited.changes.map(\.position.description) == [position])
        #expect(
            String(decoding: edited.bytes, as: UTF8.self)
                == text.replacing("v1", with: "v2").replacing("\\x76\\x31", with: "\\x762"))
    }

    @Test("Changes come in the order of the edits, whatever they are inside of")
    func order() throws {
        let text = "a: |\n  x: 1\n  y: 2\nb: 3\nc: 'z: 4'\n"
        let edited = try apply([("c > z", "v4"), ("a > y", "v2"), ("b", "v3"), ("a > x", "v1")], to: text)
        #expect(edited.changes.map(\.new) == ["v4", "v2", "v3", "v1"])
        #expect(String(decoding: edited.bytes, as: UTF8.self) == "a: |\n  x: v1\n  y: v2\nb: v3\nc: 'z: v4'\n")
    }

    @Test("Says where an alias repeats the value or one around it")
    func repeats() throws {
        let text = "a: &a |\n  b: &b v1\n  c: *b\nd: *a\n"
        let found = try editor.read([try place("a > b")], in: Array(text.utf8), file: "f.yaml")[0]
        #expect(found.repeatedAt.map(\.description) == ["3:6", "4:4"])
    }

    @Test("Two names of one value lead to it, and each keeps its own")
    func names() throws {
        let text = "kind: K\na: |\n  b: v1\n  c: v1\n"
        let named = Container(document: DocumentSelector(kind: "K"), selector: try Selector("a"))
        let places = [
            try place("a > b"), Place(selector: try Selector("c"), within: [named]), try place("kind"),
        ]
        let found = try editor.read(places, in: Array(text.utf8), file: "f.yaml")
        #expect(found.map(\.place) == places)
        #expect(found.map(\.value) == ["v1", "v1", "K"])
        let edits = places.dropLast().map { ValueEdit(place: $0, value: "v2") }
        let edited = try editor.apply(edits, to: Array(text.utf8), file: "f.yaml")
        #expect(edited.changes.map(\.place) == Array(places.dropLast()))
        #expect(edited.bytes == Array(text.replacing("v1", with: "v2").utf8))
    }

    @Test("An edit that depends on another's old value finds it")
    func dependentEdits() throws {
        let text = "a: |\n  - name: x\n    tag: v1\n"
        let edited = try apply([("a > [name=x].name", "z"), ("a > [name=x].tag", "v2")], to: text)
        #expect(String(decoding: edited.bytes, as: UTF8.self) == "a: |\n  - name: z\n    tag: v2\n")
    }

    @Test(
        "Refuses what the value around it cannot carry, and places too deep",
        arguments: [
            ("a: >\n  b: |\n    v1\n", "a > b", "x\ny\n", ManifestProblem.unwritableContainer),
            ("a: !!binary |\n  b: v1\n", "a > b", "v2", .typedTag("!!binary")),
            ("a: b\n", "a > b", "v2", .wrongKind(step: "b", found: .scalar)),
            (
                "a: |\n  b: v1\n  ---\n  b: v1\n", "a > b", "v2",
                .ambiguousDocument([Position(line: 2, column: 6, offset: 10), Position(line: 4, column: 6, offset: 24)])
            ),
            ("a: |\n  b: v1\n", "a > a > a > a > a > a > a > a > a > b", "v2", .tooManyContainers(limit: 8)),
        ])
    func refuses(text: String, path: String, value: String, problem: ManifestProblem) throws {
        #expect {
            try apply([(path, value)], to: text)
        } throws: {
            #expect(($0 as? ManifestError)?.problem == problem)
            return true
        }
    }
}
