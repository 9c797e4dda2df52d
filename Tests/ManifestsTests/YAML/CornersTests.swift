import Testing

@testable import Manifests

/// Every scalar that a path leads to is edited exactly or refused with a reason, judged by libyaml's events alone.
struct CornersTests {
    @Test("Every scalar of the corner files is edited exactly, or refused")
    func corners() throws {
        var tally = EditTally()
        for (name, text) in CornerFiles.all {
            #expect(try tally.edit(Array(text.utf8), name: name), "libyaml reads \(name)")
        }
        print("Corner files: \(tally)")
        print(tally.refusals.joined(separator: "\n"))
        #expect(tally.wrong.isEmpty, "\(tally.wrong)")
        #expect(tally.editedShare >= 0.95)
    }

    @Test("Every scalar of generated files is edited exactly, or refused", arguments: 0..<4 as Range<UInt64>)
    func generated(part: UInt64) throws {
        var tally = EditTally()
        for seed in 0..<12 as Range<UInt64> {
            try tally.edit(GeneratedYAML(seed: part << 20 | seed).bytes, name: "seed \(seed)")
        }
        print("Generated files: \(tally)")
        #expect(tally.wrong.isEmpty, "\(tally.wrong)")
        #expect(tally.editedShare >= 0.9)
    }
}
