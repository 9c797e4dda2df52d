import Testing

@testable import Manifests

struct JSONEditorPropertyTests {
    private static let values = [
        "v2.0.0", "1.20", "7", "-0.5", "true", "false", "null", "", "say \"hi\" \\", "line\nbreak", "größe 😀",
        "\u{0}\u{1F}\u{7F}",
        "123456789012345678", "1e3", "\u{2028}", "e\u{301}",
    ]

    @Test("Any scalar of a generated file is edited, and Foundation reads that value and no other change")
    func edits() throws {
        var edited = 0
        for seed in 0..<3000 as Range<UInt64> {
            let comments = seed % 2 == 1
            let file = GeneratedJSON(seed: seed, comments: comments)
            var random = SeededGenerator(seed: ~seed)
            guard !file.leaves.isEmpty else { continue }
            let leaf = random.pick(file.leaves)
            let value = random.pick(Self.values)
            let place = Place(selector: try Selector(Selector.describe(leaf.steps)))
            let editor = JSONEditor(comments: comments)
            let found = try editor.read([place], in: file.bytes, file: "f.json")
            #expect(found[0].value.isSame(as: leaf.value))
            #expect(found[0].position.offset == leaf.range.lowerBound)

            let result = try editor.apply([ValueEdit(place: place, value: value)], to: file.bytes, file: "f.json")
            guard !leaf.value.isSame(as: value) else {
                #expect(result.bytes == file.bytes && result.changes.isEmpty)
                continue
            }
            edited += 1
            #expect(result.bytes.starts(with: file.bytes[..<leaf.range.lowerBound]))
            #expect(result.bytes.reversed().starts(with: file.bytes[leaf.range.upperBound...].reversed()))
            #expect(try editor.read([place], in: result.bytes, file: "f.json")[0].value.isSame(as: value))
            guard !comments else { continue }
            let written = try JSONTree(
                Array(result.bytes[leaf.range.lowerBound...].dropLast(file.bytes.count - leaf.range.upperBound)))
            #expect(try JSONTree(result.bytes) == JSONTree(file.bytes).replacing(leaf.steps[...], by: written))
            #expect(written == Self.expected(value, over: file.bytes[leaf.range]))
        }
        #expect(edited > 2000)
    }

    /// By the table of ``JSONWriter``, decided anew.
    private static func expected(_ value: String, over old: ArraySlice<UInt8>) -> JSONTree {
        let isNumber = old.first.map { $0 == UInt8(ascii: "-") || (0x30...0x39).contains($0) } ?? false
        if isNumber, value == "7" || value == "-0.5" { return .number(value == "7" ? 7 : -0.5) }
        let isBoolean = old.elementsEqual("true".utf8) || old.elementsEqual("false".utf8)
        if isBoolean, value == "true" || value == "false" { return .boolean(value == "true") }
        return .string(value)
    }

    @Test("A file with comments has the nodes of the same file without")
    func commentsAreBlank() throws {
        for seed in 0..<2000 as Range<UInt64> {
            let file = GeneratedJSON(seed: seed, comments: true)
            #expect(try texts(file.bytes, comments: true) == texts(file.plain, comments: false))
        }
    }

    @Test("All scalars at once are edited as one after the other")
    func severalEdits() throws {
        for seed in 0..<500 as Range<UInt64> {
            let file = GeneratedJSON(seed: seed, comments: true)
            let editor = JSONEditor(comments: true)
            let edits = try file.leaves.enumerated().map { index, leaf in
                ValueEdit(place: Place(selector: try Selector(Selector.describe(leaf.steps))), value: "new \(index)")
            }
            let together = try editor.apply(edits, to: file.bytes, file: "f.json")
            var bytes = file.bytes
            for edit in edits.reversed() { bytes = try editor.apply([edit], to: bytes, file: "f.json").bytes }
            #expect(together.bytes == bytes)
            #expect(together.changes.map(\.position.offset) == file.leaves.map(\.range.lowerBound))
        }
    }

    private func texts(_ bytes: [UInt8], comments: Bool) throws -> [String] {
        try bytes.withUnsafeBufferPointer { buffer in
            let text = JSONText(buffer, file: "f.json")
            let document = try JSONDocument(text, comments: comments, limits: .manifest)
            return document.nodes.indices.map { index in
                let node = document.nodes[index]
                return "\(node.kind) \(node.next) \(document.value(of: index) ?? "")"
            }
        }
    }
}
