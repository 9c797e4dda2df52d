import Foundation
import GoldenManifests
import Testing

@testable import Manifests

/// Seeded mutations of the golden and of generated files. `SLUICE_FUZZ_RUNS` says how many; 3,000 without it.
struct YAMLEditorFuzzTests {
    private static let runs = ProcessInfo.processInfo.environment["SLUICE_FUZZ_RUNS"].flatMap(UInt64.init) ?? 3000

    @Test("No mutation crashes the editor or the tree, and every edit proves itself", arguments: 0..<4 as Range<UInt64>)
    func mutations(part: UInt64) throws {
        let seeds = try GoldenCase.all().map(\.original).filter { $0.count < 4096 }
        var edited = 0
        var refused = 0
        var inside = 0
        for run in 0..<(Self.runs / 4) {
            var random = SeededGenerator(seed: part << 40 | run)
            let original = try Self.file(seed: run, &random) ?? random.pick(seeds)
            let bytes = Mutator.mutate(original, with: &random)
            let documents = try? YAMLTree.parseAll(bytes, file: "f.yaml", limits: .manifest)
            let place = try Self.place(in: documents ?? [], &random)
            let edit = ValueEdit(
                place: place,
                value: random.pick(["v2.0.0", "1.20", "a: b # c", "it's", "ü", "", "7", "true", "x\ny"]))
            do throws(ManifestError) {
                let result = try YAMLEditor().apply([edit], to: bytes, file: "f.yaml")
                edited += 1
                if !place.within.isEmpty { inside += 1 }
                try Self.check(result, edit, bytes, documents)
            } catch {
                refused += 1
                #expect(error.problem != .unproven, "\(error) in \(String(decoding: bytes, as: UTF8.self))")
                #expect(error.position.map { $0.offset <= bytes.count } ?? true)
            }
        }
        #expect(inside > edited / 50, "\(inside) of \(edited) were inside of values")
        #expect(edited > refused / 4, "\(edited) edited, \(refused) refused: the mutations are too wild to prove much")
    }

    private static func file(seed: UInt64, _ random: inout SeededGenerator) throws -> [UInt8]? {
        switch random.number(0...5) {
        case 0, 1: GeneratedYAML(seed: seed).bytes
        case 2:
            EmbeddedYAML(
                GeneratedYAML(seed: seed, isEmbedded: true).bytes, style: random.pick(EmbeddedYAML.Style.allCases),
                with: &random)?.bytes
        default: nil
        }
    }

    /// One of a file's scalars, or of those in the files that its scalars hold.
    private static func place(in documents: [YAMLNode], _ random: inout SeededGenerator) throws -> Place {
        let paths = documents.flatMap(paths).filter { !$0.isEmpty && $0.count <= 64 }
        guard !paths.isEmpty else { return Place(selector: try Selector("image.tag")) }
        let containers = documents.flatMap(scalars).filter { $0.contains("\n") && $0.contains(":") }
        if !containers.isEmpty, random.oneIn(3),
            let path = paths.first(where: { path in documents.contains { Self.value(path, in: $0) == containers[0] } }),
            let inner = try? YAMLTree.parseAll(Array(containers[0].utf8), file: "f", limits: .manifest)
        {
            let place = try place(in: inner, &random)
            let container = Container(selector: try Selector(Selector.describe(path)))
            return Place(selector: place.selector, within: [container] + place.within)
        }
        return Place(selector: try Selector(Selector.describe(random.pick(paths))))
    }

    private static func value(_ path: [Selector.Step], in node: YAMLNode) -> String? {
        var node: YAMLNode? = node
        for step in path {
            switch step {
            case .key(let key): node = node?[key]
            case .index(let index): node = node?.sequence.flatMap { $0.indices.contains(index) ? $0[index] : nil }
            case .element: return nil
            }
        }
        return node?.scalar?.value
    }

    private static func check(
        _ result: EditedManifest, _ edit: ValueEdit, _ bytes: [UInt8], _ documents: [YAMLNode]?
    ) throws(ManifestError) {
        let editor = YAMLEditor()
        func text() -> Comment { "\(edit) in \(String(decoding: bytes, as: UTF8.self))" }
        let found = try editor.read([edit.place], in: result.bytes, file: "f.yaml")
        #expect(found[0].value.isSame(as: edit.value), text())
        #expect(try editor.apply([edit], to: result.bytes, file: "f.yaml").changes.isEmpty, text())
        guard let change = result.changes.first else {
            #expect(result.bytes == bytes, text())
            return
        }
        let start = try editor.read([edit.place.outermost], in: bytes, file: "f.yaml")[0].position.offset
        #expect(result.bytes.starts(with: bytes[..<start]), text())
        if edit.place.within.isEmpty {
            let isBlock = start < bytes.count && [UInt8(ascii: "|"), UInt8(ascii: ">")].contains(bytes[start])
            // A scalar of several lines becomes one of one line, unless it is a block.
            let lines = [bytes, result.bytes].map { $0.count { $0 == 0x0A || $0 == 0x0D } }
            #expect(isBlock || lines[1] <= lines[0], text())
            #expect(change.position.offset == start, text())
        }
        guard let documents else { return }
        // What aliases repeat changes with it, so only files without any are compared scalar by scalar.
        guard !bytes.contains(UInt8(ascii: "*")) else { return }
        let after = try YAMLTree.parseAll(result.bytes, file: "f.yaml", limits: .manifest)
        let old = documents.flatMap(scalars)
        let new = after.flatMap(scalars)
        #expect(old.count == new.count, text())
        let different = zip(old, new).filter { !$0.isSame(as: $1) }
        #expect(different.count == 1, text())
        #expect(!edit.place.within.isEmpty || different.first?.1.isSame(as: edit.value) ?? false, text())
    }

    /// The paths of all scalars below keys, by keys and indices.
    private static func paths(_ node: YAMLNode) -> [[Selector.Step]] {
        switch node.content {
        case .scalar: [[]]
        case .sequence(let nodes):
            nodes.enumerated().flatMap { index, node in paths(node).map { [.index(index)] + $0 } }
        case .mapping(let pairs):
            pairs.flatMap { pair in paths(pair.value).map { [.key(pair.key)] + $0 } }
        }
    }

    private static func scalars(_ node: YAMLNode) -> [String] {
        switch node.content {
        case .scalar(let scalar): [scalar.value]
        case .sequence(let nodes): nodes.flatMap(scalars)
        case .mapping(let pairs): pairs.flatMap { [$0.key] + scalars($0.value) }
        }
    }
}
