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

    private func changes(_ list: [(offset: Int, old: String, new: String)]) throws -> [ValueChange] {
        let place = Place(selector: try Selector("a"))
        return list.map {
            let position = Position(line: 1, column: $0.offset + 1, offset: $0.offset)
            return ValueChange(place: place, position: position, old: $0.old, new: $0.new)
        }
    }

    private func compare(_ old: String, _ new: String, _ list: [(Int, String, String)]) throws -> Judge.Verdict {
        Judge.compare(Array(old.utf8), Array(new.utf8), try changes(list.map { ($0.0, $0.1, $0.2) }))
    }

    @Test(
        "Takes edits that leave every other byte alone",
        arguments: [
            ("a: v1 # c\n", "a: v2 # c\n", 3, "v1", "v2"), ("a: v1\n", "a: \"1.20\"\n", 3, "v1", "1.20"),
            ("a: 'it''s'\n", "a: 'x''y'\n", 3, "it's", "x'y"), ("{\"a\": \"\\\"\"}", "{\"a\": \"\"}", 6, "\"", ""),
            ("a:\nb: 1\n", "a: v2\nb: 1\n", 2, "", "v2"), ("{a:}\n", "{a: v2 }\n", 3, "", "v2"),
            ("a: \"\"\n", "a: \"v2\"\n", 3, "", "v2"),
        ])
    func takes(old: String, new: String, offset: Int, from: String, to: String) throws {
        #expect(try compare(old, new, [(offset, from, to)]) == .whole)
    }

    @Test(
        "Sees a byte changed before, behind and between, added and lost",
        arguments: [
            "a: v2 # C\nb: w2\n", "A: v2 # c\nb: w2\n", "a: v2 # c\nB: w2\n", "a: v2 # c\nb: w2", "a: v2  # c\nb: w2\n",
            "a: v2 # c\nb: w2\n\n", "a: v2 # c\r\nb: w2\n", "a:  v2 # c\nb: w2\n", "", "a: v2 # c\n",
        ])
    func seesBytes(new: String) throws {
        let verdict = try compare("a: v1 # c\nb: w1\n", new, [(3, "v1", "v2"), (13, "w1", "w2")])
        #expect(verdict != .whole && verdict != .ends)
    }

    @Test("Sees changes before and behind a value whose extent it does not know")
    func seesEnds() throws {
        let rest = "b: 1\nc: a text that is longer than the value\n"
        let old = "a: |\n  v1\n" + rest
        let change = [(3, "v1\n", "v2\n")]
        #expect(try compare(old, "a: |\n  v2\n" + rest, change) == .ends)
        #expect(try compare(old, "a: \"v2\\n\"\n" + rest, change) == .ends)
        #expect(try compare(old, "a: |\n  v2\n" + rest.dropLast(), change) != .ends)
        #expect(try compare(old, "a: |\n  v2\n" + rest + "d: 1\n", change) != .ends)
        #expect(try compare(old, "A: |\n  v2\n" + rest, change) != .ends)
    }

    @Test("Sees a value that reads back as another, and an edit that is not at rest")
    func seesMeaning() throws {
        let edit = ValueEdit(place: Place(selector: try Selector("a")), value: "v2")
        let old = Array("a: v1".utf8)
        let result = EditedManifest(bytes: Array("a: v2".utf8), changes: try changes([(3, "v1", "v2")]))
        func verdict(_ editor: any ManifestEditor, _ result: EditedManifest) throws -> Judge.Verdict {
            try Judge(editor: editor, file: "f.yaml").verdict(on: result, of: [edit], in: old)
        }
        func isFaulty(_ verdict: Judge.Verdict) -> Bool { if case .faulty = verdict { true } else { false } }
        #expect(try verdict(Faulty(text: "a: v2"), result) == .whole)
        #expect(isFaulty(try verdict(Faulty(text: "a: v2", value: "v1"), result)))
        #expect(isFaulty(try verdict(Faulty(text: "a: v3"), result)))
        #expect(isFaulty(try verdict(Faulty(text: "a: v2"), EditedManifest(bytes: result.bytes, changes: []))))
    }
}
