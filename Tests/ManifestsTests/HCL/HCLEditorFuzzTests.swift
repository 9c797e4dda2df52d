import Foundation
import GoldenManifests
import Testing

@testable import Manifests

/// Seeded mutations of the golden and of generated files. `SLUICE_FUZZ_RUNS` says how many; 3,000 without it.
struct HCLEditorFuzzTests {
    private static let runs = ProcessInfo.processInfo.environment["SLUICE_FUZZ_RUNS"].flatMap(UInt64.init) ?? 3000
    private static let tokens = [
        "\"", "${", "%{", "}", "{", "[", "]", "(", ")", "=", "<<EOT\n", "EOT\n", "/*", "*/", "//", "\\u00",
        " = \"x\"\n",
        "for ", "=>", "...", "a {\n}\n", "$${", "~}",
    ].map { Array($0.utf8) }

    @Test("No damage makes the editor crash, or change what it was not asked to")
    func survives() throws {
        let golden = try GoldenCase.all().filter { $0.name.hasPrefix("hcl-") }.map(\.original)
        var random = SeededGenerator(seed: 20_261_124)
        var edited = 0
        var refused = 0
        for run in 0..<Self.runs {
            let original = run % 4 == 0 ? GeneratedHCL(seed: run).bytes : random.pick(golden)
            let paths = original.withUnsafeBufferPointer { buffer in
                let tree = try? HCLParser.parse(HCLSource(buffer, file: "f.tf"), limits: .manifest)
                return tree?.leaves.map(\.steps) ?? []
            }
            var bytes = random.oneIn(2) ? original : Mutator.mutate(original, with: &random)
            if random.oneIn(2) {
                bytes.insert(contentsOf: random.pick(Self.tokens), at: random.number(0...bytes.count))
            }
            let steps = paths.isEmpty ? [.key("a")] : random.pick(paths)
            guard let selector = try? Selector(Selector.describe(steps)) else { continue }
            let value = random.pick(["v2.0.0", "1.20", "${x}", "\"", "ü", "", "7", "true", "x\ny\n"])
            let edit = ValueEdit(place: Place(selector: selector), value: value)
            do throws(ManifestError) {
                let result = try HCLEditor().apply([edit], to: bytes, file: "f.tf")
                edited += 1
                try Self.check(result, edit, bytes)
            } catch {
                refused += 1
                #expect(error.problem != .unproven, "\(error) in \(String(decoding: bytes, as: UTF8.self))")
                #expect(error.position.map { $0.offset <= bytes.count } ?? true)
            }
        }
        #expect(edited > refused / 3, "\(edited) edited, \(refused) refused: the mutations are too wild to prove much")
    }

    private static func check(
        _ result: EditedManifest, _ edit: ValueEdit, _ bytes: [UInt8]
    ) throws(ManifestError) {
        let found = try HCLEditor().read([edit.place], in: result.bytes, file: "f.tf")
        #expect(found[0].value.isSame(as: edit.value))
        #expect(try HCLEditor().apply([edit], to: result.bytes, file: "f.tf").changes.isEmpty)
        let old = try values(bytes)
        let new = try values(result.bytes)
        #expect(old.count == new.count)
        let different = zip(old, new).filter { $0 != $1 }
        #expect(different.count == result.changes.count, "\(edit) in \(String(decoding: bytes, as: UTF8.self))")
    }

    private static func values(_ bytes: [UInt8]) throws(ManifestError) -> [String?] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let tree = try HCLParser.parse(HCLSource(buffer, file: "f.tf"), limits: .manifest)
            return tree.leaves.map { tree.text(of: $0.node).map { Array($0.utf8).description } }
        }
    }
}
