import GoldenManifests
import Testing

@testable import Manifests

/// Random additions to random files, judged by ``YAMLTree`` and by the bytes around them.
struct AdditionPropertyTests {
    private let editor = YAMLEditor()

    @Test("An addition adds its entry and nothing else, and only once", arguments: 0..<100 as Range<UInt64>)
    func adds(seed: UInt64) throws {
        let bytes = GeneratedYAML(seed: seed).bytes
        var random = SeededGenerator(seed: seed ^ 0xADD)
        let outline = try OutlineBuilder.outline(of: bytes, file: "f.yaml", limits: .manifest)
        let before = try YAMLTree.parseAll(bytes, file: "f.yaml", limits: .manifest).map(text)
        let places = try outline.nodes.indices.compactMap { try place(below: $0, outline) }
        for _ in 0..<8 {
            let edit = ValueEdit(
                place: random.pick(places), value: random.pick(["v2", "1.20", "yes", "a: b", "", "ü\n"]))
            let edited = try editor.apply([], adding: [edit], to: bytes, file: "f.yaml")
            let after = try YAMLTree.parseAll(edited.bytes, file: "f.yaml", limits: .manifest).map(text)
            #expect(after == before, "without what was added the documents are the old ones")
            #expect(edited.bytes.count > bytes.count)
            #expect(isSubsequence(bytes, of: edited.bytes), "no byte goes")
            let found = try editor.read([edit.place], in: edited.bytes, file: "f.yaml")
            #expect(found[0].value.isSame(as: edit.value))
            #expect(try editor.apply([], adding: [edit], to: edited.bytes, file: "f.yaml").changes.isEmpty)
            #expect(edited.changes.map(\.old) == [nil])
        }
    }

    @Test("No mutation brings an addition that proves nothing", arguments: 0..<4 as Range<UInt64>)
    func mutations(part: UInt64) throws {
        let seeds = try MeaningGoldenTests.cases().map(\.original)
        var added = 0
        for run in 0..<400 as Range<UInt64> {
            var random = SeededGenerator(seed: part << 40 | run)
            let bytes = Mutator.mutate(random.pick(seeds), with: &random)
            let place = Place(selector: try Selector("images[name=added].newTag"))
            do throws(ManifestError) {
                let edit = ValueEdit(place: place, value: "1.20")
                let edited = try editor.apply([], adding: [edit], to: bytes, file: "f.yaml")
                #expect(isSubsequence(bytes, of: edited.bytes))
                let value = try editor.read([place], in: edited.bytes, file: "f.yaml")[0].value
                #expect(value == "1.20")
                added += 1
            } catch {
                #expect(error.problem != .unproven, "\(error) in \(String(decoding: bytes, as: UTF8.self))")
                #expect(error.position.map { $0.offset <= bytes.count } ?? true)
            }
        }
        #expect(added > 100, "\(added) additions are too few to prove much")
    }

    /// Where something can be added below a collection; nil for a scalar, and for the inside of another document's.
    private func place(below node: Int, _ outline: Outline) throws -> Place? {
        let steps = outline.nodes[node].parent == nil ? [] : try? outline.place(of: node).selector.steps
        guard let steps, outline.nodes[node].role != .unreachable else { return nil }
        let more: [Selector.Step]
        switch outline.nodes[node].content {
        case .mapping: more = [.key("added"), .element(key: "name", value: "added"), .key("added value")]
        case .sequence: more = [.element(key: "name", value: "added"), .key("added")]
        case .scalar, .alias: return nil
        }
        return Selector(steps + more).map { Place(document: outline.documentSelector(of: node), selector: $0) }
    }

    /// A node without its positions, and without what these tests add.
    private func text(_ node: YAMLNode) -> String {
        let tag = node.tag ?? ""
        switch node.content {
        case .scalar(let scalar): return tag + "\(scalar.style) " + scalar.value.debugDescription
        case .sequence(let nodes):
            return tag + "[" + nodes.filter { $0["name"]?.scalar?.value != "added" }.map(text).joined(separator: ", ")
                + "]"
        case .mapping(let pairs):
            let old = pairs.filter { $0.key != "added" }
            return tag + "{" + old.map { $0.key.debugDescription + ": " + text($0.value) }.joined(separator: ", ") + "}"
        }
    }

    private func isSubsequence(_ bytes: [UInt8], of longer: [UInt8]) -> Bool {
        var rest = longer[...]
        for byte in bytes {
            guard let index = rest.firstIndex(of: byte) else { return false }
            rest = rest[(index + 1)...]
        }
        return true
    }
}
