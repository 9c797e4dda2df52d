import Testing

@testable import Manifests

/// Generated files inside of values: an edit there is the edit of the inner file alone.
struct ContainerEditorPropertyTests {
    private let editor = YAMLEditor()

    @Test(
        "An edit inside of a value is the inner file's own edit, and touches no other byte",
        arguments: 0..<80 as Range<UInt64>)
    func edits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed ^ 0xC047)
        let inner = GeneratedYAML(seed: seed, isEmbedded: true)
        for style in EmbeddedYAML.Style.allCases {
            guard let outer = EmbeddedYAML(inner.bytes, style: style, with: &random) else { continue }
            let container = try EmbeddedYAML.container()
            let whole = Place(selector: container.selector)
            #expect(try editor.read([whole], in: outer.bytes, file: "f")[0].value.utf8.elementsEqual(inner.bytes))

            let places = try inner.leaves.map { try place($0, within: [container]) }
            let before = try editor.read(places, in: outer.bytes, file: "f")
            #expect(before.map(\.value) == inner.leaves.map(\.value))
            for (found, leaf) in zip(before, inner.leaves) where style == .literal && !leaf.range.isEmpty {
                #expect(outer.bytes[found.position.offset] == inner.bytes[leaf.range.lowerBound])
            }

            for _ in 0..<4 {
                let chosen = (0..<random.number(1...3)).map { _ in random.number(0...(places.count - 1)) }
                let numbers = Array(Set(chosen)).sorted()
                let values = numbers.map { _ in random.pick(["v2", "1.20", "a: 'b' # \"c\"", "", "ü", "x\ny\n"]) }
                try check(numbers.map { inner.leaves[$0] }, values, inner, outer, style)
            }
        }
    }

    private func check(
        _ leaves: [GeneratedYAML.Leaf], _ values: [String], _ inner: GeneratedYAML, _ outer: EmbeddedYAML,
        _ style: EmbeddedYAML.Style
    ) throws {
        let container = try EmbeddedYAML.container()
        let edits = try zip(leaves, values).map { ValueEdit(place: try place($0, within: []), value: $1) }
        let inside = try zip(leaves, values).map { ValueEdit(place: try place($0, within: [container]), value: $1) }
        let expected: EditedManifest
        do throws(ManifestError) {
            expected = try editor.apply(edits, to: inner.bytes, file: "f")
        } catch {
            #expect(throws: ManifestError.self) { try editor.apply(inside, to: outer.bytes, file: "f") }
            return
        }
        let result: EditedManifest
        do throws(ManifestError) {
            result = try editor.apply(inside, to: outer.bytes, file: "f")
        } catch {
            #expect(style == .singleQuoted && error.problem == .unwritableContainer, "\(error)")
            return
        }
        #expect(result.changes.map(\.new) == expected.changes.map(\.new))
        #expect(result.changes.map(\.old) == expected.changes.map(\.old))
        #expect(result.bytes.starts(with: outer.bytes[..<outer.range.lowerBound]))
        #expect(
            result.bytes.suffix(outer.bytes.count - outer.range.upperBound).elementsEqual(
                outer.bytes[outer.range.upperBound...]))
        let whole = Place(selector: container.selector)
        let value = try editor.read([whole], in: result.bytes, file: "f")[0].value
        #expect(value.utf8.elementsEqual(expected.bytes))
        if style == .literal { checkLines(outer, result, inner, expected) }
        #expect(try editor.apply(inside, to: result.bytes, file: "f").changes.isEmpty)
    }

    /// Every line of the literal block that the inner edit left alone has its old bytes.
    private func checkLines(
        _ outer: EmbeddedYAML, _ result: EditedManifest, _ inner: GeneratedYAML, _ expected: EditedManifest
    ) {
        let old = inner.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let new = expected.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        guard old.count == new.count else { return }
        let before = outer.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        let after = result.bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        #expect(before.count == after.count)
        for (line, (left, right)) in zip(old, new).enumerated() where left.elementsEqual(right) {
            #expect(before[line + 3].elementsEqual(after[line + 3]), "line \(line + 4)")
        }
    }

    private func place(_ leaf: GeneratedYAML.Leaf, within: [Container]) throws -> Place {
        Place(document: leaf.document, selector: try Selector(Selector.describe(leaf.steps)), within: within)
    }
}
