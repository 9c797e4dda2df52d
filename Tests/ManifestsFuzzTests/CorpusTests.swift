import Foundation
import Manifests
import Testing

@testable import manifests_fuzz

struct CorpusTests {
    /// The golden folders of the editors' own tests.
    private func corpus() throws -> Corpus {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return try Corpus(folder: tests.appendingPathComponent("ManifestsTests/Golden").path)
    }

    @Test("The same seed and number are the same input; others are others")
    func deterministic() throws {
        let corpus = try corpus()
        var different = 0
        for number in 0..<200 as Range<UInt64> {
            let one = Execution(seed: 5, number: number, corpus: corpus)
            let two = Execution(seed: 5, number: number, corpus: corpus)
            #expect(one.bytes == two.bytes && "\(one.work)" == "\(two.work)" && one.file == two.file)
            if Execution(seed: 6, number: number, corpus: corpus).bytes != one.bytes { different += 1 }
        }
        #expect(different > 150)
    }

    @Test("A short run crashes nothing, proves each edit, and edits a quarter of its inputs")
    func shortRun() throws {
        let corpus = try corpus()
        var tally = Tally()
        for number in 0..<6000 as Range<UInt64> {
            let execution = Execution(seed: 1, number: number, corpus: corpus)
            tally.count(execution.run(), of: execution.format, number: number)
        }
        #expect(tally.faults.map(\.words) == [])
        #expect(tally.edits > tally.executions / 4)
        for kind in ["yaml", "json", "tf", "meaning"] { #expect(tally.formats[kind]?.edits ?? 0 > 300, "\(kind)") }
        #expect(tally.refusals.count > 10)
        #expect(tally.executions == tally.edits + tally.unchanged + tally.refusals.values.reduce(0, +))
    }

    @Test(
        "Options are read, and mistakes told",
        arguments: [
            (["--seed", "7", "G", "--seconds", "3"], true), (["--seed"], false), (["--seed", "x"], false),
            (["--unknown"], false), (["--help"], false), ([], true),
        ])
    func options(arguments: [String], isRead: Bool) { #expect(((try? Options(arguments)) != nil) == isRead) }
}
