import Testing

@testable import Manifests

/// Random files, random edits, judged by the writer that made the file.
struct HCLEditorPropertyTests {
    private static let values = [
        "v2.0.0", "1.20", "1.25", "", "42", "-7", "007", "1e3", "false", "true", "null", "var.x", "${var.x}", "$${x}",
        "%{ if x }", "$", "%", "$$", "${", "a}b", "quote\"'", "back\\slash", "tab\tx", "line\nbreak", "\r\n", "日本語",
        "😀", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{7}", "\u{0}", "<<EOT", "EOT\n", "two\nlines\n", " lead\n", "\n",
        "x\r\ny\r\n", "# no comment", "e\u{301}", "registry.example.com:5000/a/b:v1@sha256:0123456789abcdef",
    ]

    @Test(
        "An edit touches only its literal, reads back, and is settled after once", arguments: 0..<150 as Range<UInt64>)
    func edits(seed: UInt64) throws {
        let file = GeneratedHCL(seed: seed)
        var random = SeededGenerator(seed: seed ^ 0xED17)
        let editor = HCLEditor()
        let places = try file.leaves.map { try place($0.steps) }
        let before = try editor.read(places, in: file.bytes, file: "f.hcl")
        #expect(before.map(\.value) == file.leaves.map(\.value))
        #expect(before.map(\.position.offset) == file.leaves.map(\.range.lowerBound))

        for _ in 0..<8 {
            let number = random.number(0...(places.count - 1))
            let leaf = file.leaves[number]
            let value = random.pick(Self.values)
            let edits = [ValueEdit(place: places[number], value: value)]
            let edited: EditedManifest
            do throws(ManifestError) {
                edited = try editor.apply(edits, to: file.bytes, file: "f.hcl")
            } catch {
                #expect(error.problem == .unwritable(value), "\(error)")
                #expect(leaf.kind == .heredoc)
                #expect(!value.hasSuffix("\n") || value.contains("EOT") || value.hasPrefix(" "), "\(error)")
                continue
            }
            let text = try #require(replacement(for: leaf.range, from: file.bytes, to: edited.bytes))
            #expect(edited.changes.isEmpty == value.isSame(as: leaf.value))
            check(String(decoding: text, as: UTF8.self), leaf, value)

            let after = try editor.read(places, in: edited.bytes, file: "f.hcl")
            for (index, found) in after.enumerated() {
                #expect(found.value.isSame(as: index == number ? value : file.leaves[index].value))
            }
            #expect(try editor.apply(edits, to: edited.bytes, file: "f.hcl").changes.isEmpty)
        }
    }

    @Test("What is no literal is refused", arguments: 0..<100 as Range<UInt64>)
    func refuses(seed: UInt64) throws {
        let file = GeneratedHCL(seed: seed)
        for steps in file.expressions {
            let edits = [ValueEdit(place: try place(steps), value: "v2")]
            #expect {
                try HCLEditor().apply(edits, to: file.bytes, file: "f.hcl")
            } throws: {
                if case .expression = ($0 as? ManifestError)?.problem { true } else { false }
            }
        }
    }

    @Test("All texts of a file change in one pass", arguments: 300..<340 as Range<UInt64>)
    func editsEverything(seed: UInt64) throws {
        let file = GeneratedHCL(seed: seed)
        let leaves = file.leaves.filter { $0.kind != .heredoc }
        let edits = try leaves.enumerated().map { ValueEdit(place: try place($1.steps), value: "new-\($0).0") }
        let edited = try HCLEditor().apply(edits.reversed(), to: file.bytes, file: "f.hcl")
        #expect(edited.changes.map(\.old) == leaves.map(\.value).reversed())
        var expected: [UInt8] = []
        var offset = 0
        for (leaf, edit) in zip(leaves, edits) {
            expected += file.bytes[offset..<leaf.range.lowerBound] + Array("\"\(edit.value)\"".utf8)
            offset = leaf.range.upperBound
        }
        #expect(edited.bytes == expected + file.bytes[offset...])
    }

    private func place(_ steps: [Selector.Step]) throws -> Place {
        Place(selector: try Selector(Selector.describe(steps)))
    }

    /// What stands in the new bytes where the range stood; nil where any other byte changed.
    private func replacement(for range: Range<Int>, from old: [UInt8], to new: [UInt8]) -> ArraySlice<UInt8>? {
        let suffix = old[range.upperBound...]
        guard new.count >= range.lowerBound + suffix.count, new.starts(with: old[..<range.lowerBound]),
            new.suffix(suffix.count).elementsEqual(suffix)
        else { return nil }
        return new[range.lowerBound..<(new.count - suffix.count)]
    }

    private func check(_ text: String, _ leaf: GeneratedHCL.Leaf, _ value: String) {
        guard !value.isSame(as: leaf.value) else { return }
        switch leaf.kind {
        case .heredoc: #expect(text.hasPrefix("<<") && text.hasSuffix("EOT"))
        case .number where ["1.25", "42", "-7"].contains(value): #expect(text == value)
        case .boolean where ["true", "false"].contains(value): #expect(text == value)
        default: #expect(text.hasPrefix("\"") && text.hasSuffix("\""))
        }
    }
}
