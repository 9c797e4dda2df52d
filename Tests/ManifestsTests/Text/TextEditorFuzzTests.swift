import Foundation
import GoldenManifests
import Testing

@testable import Manifests

/// Seeded mutations of the golden cases of markers and patterns. `SLUICE_FUZZ_RUNS` says how many; 3,000 without it.
struct TextEditorFuzzTests {
    private static let runs = ProcessInfo.processInfo.environment["SLUICE_FUZZ_RUNS"].flatMap(Int.init) ?? 3000
    private static let tokens = [
        " # {\"$sluice\": \"api:tag\"}", "// {\"$sluice\": \"api\"}\n", "{\"$sluice\"", "\"$imagepolicy\"", "/* ",
        " */",
        "{{", "}}", "<<EOT\n", "EOT\n", "- x", "=", ";", "--", " |\n", "`",
    ].map { Array($0.utf8) }

    @Test("No damage makes the editor crash, or change what it was not asked to")
    func survives() throws {
        let cases = try TextGoldenTests.cases()
        var random = SeededGenerator(seed: 20_261_125)
        var edited = 0
        var refused: [String: Int] = [:]
        for _ in 0..<Self.runs {
            let golden = random.pick(cases)
            var bytes = random.oneIn(2) ? golden.original : Mutator.mutate(golden.original, with: &random)
            if random.oneIn(2) {
                bytes.insert(contentsOf: random.pick(Self.tokens), at: random.number(0...bytes.count))
            }
            let finder = random.pick(golden.texts).finder
            let value = random.pick(["v2.0.0", "1.20", "it's", "\"", "ü", "", "7", "a: b", "x\ny", "{", "a # b", "[x]"])
            do throws(ManifestError) {
                let uses = try finder.uses(in: bytes, file: golden.file)
                let use = random.pick(uses)
                let result = try TextEditor.apply([(use, value)], to: bytes, file: golden.file)
                edited += 1
                try Self.check(result, use, value, among: uses, over: bytes, file: golden.file)
            } catch {
                refused[error.problem.code.rawValue, default: 0] += 1
                #expect(error.position.map { $0.offset <= bytes.count } ?? true)
            }
        }
        let count = refused.values.reduce(0, +)
        #expect(edited > count / 4, "\(edited) edited, \(refused) refused: the mutations are too wild to prove much")
    }

    private static func check(
        _ result: [UInt8], _ use: TextUse, _ value: String, among uses: [TextUse], over bytes: [UInt8],
        file: String
    ) throws(ManifestError) {
        let text = String(decoding: bytes, as: UTF8.self)
        let after = try use.finder.uses(in: result, file: file)
        #expect(after.map(\.name) == uses.map(\.name), "\(use) in \(text)")
        for (old, new) in zip(uses, after) {
            #expect(new.value.isSame(as: new.name == use.name ? value : old.value), "\(use) in \(text)")
        }
        #expect(
            try TextEditor.apply([(after.first { $0.name == use.name } ?? use, value)], to: result, file: file)
                == result)
        // What stands before the value, and what stands behind its line, or its marker, is as it was.
        let start = use.position.offset
        #expect(result.starts(with: bytes[..<start]))
        let end = use.source == nil ? start + use.value.utf8.count : marker(in: bytes, from: start)
        let length = bytes.count - end
        #expect(result.suffix(length).elementsEqual(bytes.suffix(length)), "\(use) in \(text)")
    }

    private static func marker(in bytes: [UInt8], from start: Int) -> Int {
        bytes.indices[start...].first { bytes[$0...].starts(with: "\"$".utf8) } ?? bytes.count
    }
}
