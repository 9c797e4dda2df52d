import Manifests
import Testing

@testable import manifests_fuzz

struct JudgeTests {
    /// What an editor with a fault of some kind would answer.
    private struct Faulty: ManifestEditor {
        let text: String
        var value = "v2"

        func read(_ places: [Place], in bytes: [UInt8], file: String) throws(ManifestError) -> [FoundValue] {
            places.map { FoundValue(place: $0, value: value, position: .start) }
        }

        func apply(_ edits: [ValueEdit], to bytes: [UInt8], file: String) throws(ManifestError) -> EditedManifest {
            EditedManifest(bytes: Array(text.utf8), changes: [])
        }
    }

    private func isFaulty(_ verdict: Judge.Verdict) -> Bool { if case .faulty = verdict { true } else { false } }

    @Test("Sees a value that reads back as another, and an edit that is not at rest")
    func seesMeaning() throws {
        let edit = ValueEdit(place: Place(selector: try Selector("a")), value: "v2")
        let old = Array("a: v1".utf8)
        let change = ValueChange(
            place: edit.place, position: Position(line: 1, column: 4, offset: 3), old: "v1", new: "v2")
        let result = EditedManifest(bytes: Array("a: v2".utf8), changes: [change])
        func verdict(_ editor: any ManifestEditor, _ result: EditedManifest) throws -> Judge.Verdict {
            try Judge(editor: editor, file: "f.yaml").verdict(on: result, of: [edit], in: old)
        }
        #expect(try verdict(Faulty(text: "a: v2"), result) == .whole)
        #expect(isFaulty(try verdict(Faulty(text: "a: v2", value: "v1"), result)))
        #expect(isFaulty(try verdict(Faulty(text: "a: v3"), result)))
        #expect(isFaulty(try verdict(Faulty(text: "a: v2"), EditedManifest(bytes: result.bytes, changes: []))))
    }

    @Test(
        "Knows a value in a value in every style",
        arguments: [
            ("a: |\n  t: v1\n  x: 1\nb: 2\n", "v2", Judge.Verdict.whole),
            ("a: |\n  t: v1\n  x: 1\nb: 2\n", "1.20", .whole),
            ("a: |\n  t: |\n    v1\n  x: 1\nb: 2\n", "v2\n", .whole),
            ("a: 't: v1'\nb: 2\n", "v2", .whole), ("a: \"t: v1\\nx: 1\\n\"\nb: 2\n", "1.20", .ends),
            ("a: 't: ''v1'''\nb: 2\n", "v'2", .ends), ("a: \"t: v1\"\nb: 2\n", "v2", .whole),
        ])
    func within(old: String, value: String, expected: Judge.Verdict) throws {
        let place = Place(selector: try Selector("t"), within: [Container(selector: try Selector("a"))])
        let edits = [ValueEdit(place: place, value: value)]
        let bytes = Array(old.utf8)
        let judge = Judge(editor: YAMLEditor(), file: "f.yaml")
        let result = try YAMLEditor().apply(edits, to: bytes, file: "f.yaml")
        #expect(try judge.verdict(on: result, of: edits, in: bytes) == expected)
        let text = String(decoding: result.bytes, as: UTF8.self)
        for wrong in [
            text + "\n", "#" + text, text.replacing("b: 2", with: "b: 3"), text.replacing("x: 1", with: "x:  1"),
        ]
        where wrong != text {
            let other = EditedManifest(bytes: Array(wrong.utf8), changes: result.changes)
            #expect(isFaulty(try judge.verdict(on: other, of: edits, in: bytes)), "\(wrong.debugDescription)")
        }
    }
}
