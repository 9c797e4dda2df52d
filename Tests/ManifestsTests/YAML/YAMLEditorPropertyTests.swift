import Foundation
import Testing

@testable import Manifests

/// Random files, random edits, judged by the writer that made the file and by ``YAMLTree``.
struct YAMLEditorPropertyTests {
    private static let values = [
        "v2.0.0", "1.20", "yes", "", "0x1f", "null", "~", "2024-01-01", "1:30", "1e3", "42", "false", " lead", "trail ",
        "a: b", "x #y", "#", "- a", "[a]", "{a}", "a,b", "&a", "*a", "!a", "%a", "@a", "`a`", "|", ">", "?", "-", ":",
        "a:",
        "quote\"'", "back\\slash", "tab\tx", "line\nbreak", "日本語", "😀", "\u{85}", "\u{2028}", "\u{FEFF}", "\u{7}",
        "registry.example.com:5000/a/b:v1@sha256:0123456789abcdef", "---", "...", "<<", "=", "e\u{301}", "\r\n", "'",
        "\"", "one\ntwo\n", "a\n\n\nb\n\n", "x\n  y\n z", "\n\n", "\nx", " x\ny", "x: |\n  y\n",
    ]

    @Test("An edit touches only its scalar, reads back, and is settled after once", arguments: 0..<120 as Range<UInt64>)
    func edits(seed: UInt64) throws {
        let file = GeneratedYAML(seed: seed)
        var random = SeededGenerator(seed: seed ^ 0xED17)
        let editor = YAMLEditor()
        let places = try file.leaves.map(place)
        let before = try editor.read(places, in: file.bytes, file: "f.yaml")
        #expect(before.map(\.value) == file.leaves.map(\.value))

        for _ in 0..<8 {
            let number = random.number(0...(places.count - 1))
            let leaf = file.leaves[number]
            let value = random.pick(Self.values)
            let edits = [ValueEdit(place: places[number], value: value)]
            let old = file.bytes[leaf.range]
            let edited: EditedManifest
            do throws(ManifestError) {
                edited = try editor.apply(edits, to: file.bytes, file: "f.yaml")
            } catch {
                if leaf.isBlock {
                    #expect(error.problem == .unwritableBlock(value), "\(error)")
                    #expect(!isBlockWritable(value), "\(error)")
                } else {
                    #expect(error.problem == .unwritable(value), "\(error)")
                    #expect(old.first == UInt8(ascii: "'") && value.unicodeScalars.contains { !$0.isPrintable })
                }
                continue
            }
            let text = try #require(replacement(for: leaf.range, from: file.bytes, to: edited.bytes))
            #expect(edited.changes.isEmpty == value.isSame(as: leaf.value))
            if leaf.isBlock {
                check(block: text, over: old, lineEnd: file.lineEnd)
            } else {
                check(text, over: old, value: value, isTagged: isTagged(leaf, in: file))
            }

            let after = try editor.read(places, in: edited.bytes, file: "f.yaml")
            for (index, found) in after.enumerated() {
                #expect(found.value.isSame(as: index == number ? value : file.leaves[index].value))
            }
            let tree = try YAMLTree.parseAll(edited.bytes, file: "f.yaml", limits: .manifest)
            #expect(try #require(scalar(of: leaf, in: tree)).value.isSame(as: value))
            #expect(try editor.apply(edits, to: edited.bytes, file: "f.yaml").changes.isEmpty)
        }
    }

    @Test("All values of a file change in one pass", arguments: 300..<340 as Range<UInt64>)
    func editsEverything(seed: UInt64) throws {
        let file = GeneratedYAML(seed: seed)
        let edits = try file.leaves.enumerated().map { ValueEdit(place: try place($1), value: "new-\($0).0") }
        let edited = try YAMLEditor().apply(edits, to: file.bytes, file: "f.yaml")
        #expect(edited.changes.map(\.new) == edits.map(\.value))
        #expect(edited.changes.map(\.old) == file.leaves.map(\.value))
        #expect(edited.changes.map(\.position.offset) == file.leaves.map(\.range.lowerBound))
        // The last one first, so that the ranges of those before it stay.
        var bytes = file.bytes
        for (leaf, edit) in zip(file.leaves, edits).reversed() {
            let step = try YAMLEditor().apply([edit], to: bytes, file: "f.yaml").bytes
            #expect(replacement(for: leaf.range, from: bytes, to: step) != nil, "what stands around the value stays")
            bytes = step
        }
        #expect(bytes == edited.bytes)
    }

    private func place(_ leaf: GeneratedYAML.Leaf) throws -> Place {
        Place(document: leaf.document, selector: try Selector(Selector.describe(leaf.steps)))
    }

    private func isTagged(_ leaf: GeneratedYAML.Leaf, in file: GeneratedYAML) -> Bool {
        let before = String(decoding: file.bytes[..<leaf.range.lowerBound], as: UTF8.self)
        return before.hasSuffix("!!str ") || before.hasSuffix("!mine ")
    }

    /// What stands in the new bytes where the range stood; nil where any other byte changed.
    private func replacement(for range: Range<Int>, from old: [UInt8], to new: [UInt8]) -> ArraySlice<UInt8>? {
        let suffix = old[range.upperBound...]
        guard new.count >= range.lowerBound + suffix.count, new.starts(with: old[..<range.lowerBound]),
            new.suffix(suffix.count).elementsEqual(suffix)
        else { return nil }
        return new[range.lowerBound..<(new.count - suffix.count)]
    }

    private func isBlockWritable(_ value: String) -> Bool {
        let first = value.first { $0 != "\n" }
        return first != " " && first != "\t" && value.unicodeScalars.allSatisfy { $0 == "\n" || $0.isPrintable }
    }

    /// The style and the comment behind the header stay.
    private func check(block text: ArraySlice<UInt8>, over old: ArraySlice<UInt8>, lineEnd: String) {
        func header(_ text: ArraySlice<UInt8>) -> String {
            let line = String(decoding: text, as: UTF8.self).components(separatedBy: lineEnd)[0]
            return line.filter { !"+-123456789".contains($0) }
        }
        #expect(header(text) == header(old))
    }

    private func check(_ text: ArraySlice<UInt8>, over old: ArraySlice<UInt8>, value: String, isTagged: Bool) {
        let quotes = [UInt8(ascii: "'"), UInt8(ascii: "\"")]
        if let quote = old.first, quotes.contains(quote) {
            #expect(text.first == quote && text.last == quote, "quotes stay")
            return
        }
        let bare = text.drop { $0 == UInt8(ascii: " ") }
        #expect(old.isEmpty || bare.count == text.count, "a space is added only where nothing stood")
        guard let first = bare.first, !quotes.contains(first), !bare.elementsEqual(old) else { return }
        let type = PlainType.version11(String(decoding: bare, as: UTF8.self))
        let isOfOldType = type == PlainType.version11(String(decoding: old, as: UTF8.self))
        #expect(type == .string || (isOfOldType && type != .float) || isTagged)
    }

    private func scalar(of leaf: GeneratedYAML.Leaf, in documents: [YAMLNode]) -> YAMLScalar? {
        var node = documents.first { $0["kind"]?.scalar?.value == leaf.document.kind }
        for step in leaf.steps {
            switch step {
            case .key(let key): node = node?[key]
            case .index(let index): node = node?.sequence?[index]
            case .element(let key, let value): node = node?.sequence?.first { $0[key]?.scalar?.value == value }
            }
        }
        return node?.scalar
    }
}

extension Unicode.Scalar {
    fileprivate var isPrintable: Bool { YAMLText.isPrintableOnOneLine(String(self)) }
}
