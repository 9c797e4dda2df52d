import Foundation
import GoldenManifests
import Testing

@testable import Manifests

/// libyaml is the oracle: whatever the fast scanner answers, libyaml must answer too.
///
/// `SLUICE_FUZZ_RUNS` says how many cases of each kind there are; 200,000 of tokens and 20,000 of files without it.
struct FastScannerTests {
    private static let runs = ProcessInfo.processInfo.environment["SLUICE_FUZZ_RUNS"].flatMap(UInt64.init)

    private struct Tally {
        var agreed = 0
        var all = 0

        mutating func add(_ bytes: [UInt8]) {
            all += 1
            switch FastOracle.compare(bytes) {
            case .agrees: agreed += 1
            case .gaveUp: break
            case .disagrees(let fast, let libyaml):
                let text = String(decoding: bytes, as: UTF8.self).debugDescription
                Issue.record("\(text):\nfast    \(fast)\nlibyaml \(libyaml.map { "\($0)" } ?? "refuses")")
            }
        }
    }

    @Test("Reads tokens in any order as libyaml does, or leaves them to it", arguments: 0..<4 as Range<UInt64>)
    func tokens(part: UInt64) {
        var tally = Tally()
        for run in 0..<((Self.runs ?? 200_000) / 4) {
            var random = SeededGenerator(seed: part << 40 | run)
            tally.add(TokenSoup.text(with: &random))
        }
        #expect(tally.agreed > tally.all / 20, "\(tally)")
    }

    @Test("Reads damaged files as libyaml does, or leaves them to it", arguments: 0..<4 as Range<UInt64>)
    func mutations(part: UInt64) throws {
        let seeds = try GoldenCase.all().map(\.original).filter { $0.count < 2048 }
        var tally = Tally()
        for run in 0..<((Self.runs ?? 20_000) / 4) {
            var random = SeededGenerator(seed: part << 40 | run)
            let original = random.oneIn(3) ? GeneratedYAML(seed: run % 64).bytes : random.pick(seeds)
            tally.add(Mutator.mutate(original, with: &random))
        }
        #expect(tally.agreed > tally.all / 20, "\(tally)")
    }
}
