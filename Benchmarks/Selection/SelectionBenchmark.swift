import Foundation
import Versions

/// The Swift side of the selection benchmark; `peer/main.go` is the other.
///
///     selection-benchmark generate COUNT SEED    prints tags, one a line
///     selection-benchmark select FILE RANGE      prints "seconds=… best=…"
///
/// The seconds are those of the selection alone: reading each tag, holding it to the range, choosing.
@main
struct SelectionBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("generate", 3):
            generate(Int(arguments[2]) ?? 0, seed: UInt64(arguments[3]) ?? 0)
        case ("select", 3):
            try select(file: arguments[2], range: arguments[3])
        default:
            print("usage: selection-benchmark generate COUNT SEED | select FILE RANGE")
            exit(64)
        }
    }

    private static func generate(_ count: Int, seed: UInt64) {
        var state = seed
        func random(_ bound: UInt64) -> UInt64 {
            // Knuth's MMIX generator; the upper half is the good one.
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state >> 33) % bound
        }
        for _ in 0..<count {
            let version = "\(random(4)).\(random(200)).\(random(2000))"
            switch random(10) {
            case 0: print("v\(version)-rc.\(random(20))")
            case 1: print("\(version)-\(random(1 << 30))")
            case 2: print("v\(version)")
            default: print(version)
            }
        }
    }

    private static func select(file: String, range: String) throws {
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let tags = text.split(separator: "\n").map { ObservedTag(name: String($0)) }
        let policy = VersionPolicy(rule: .semver(try SemanticRange(range), preReleases: false))
        let clock = ContinuousClock()
        var best: String?
        let elapsed = clock.measure {
            best = policy.choose(among: tags, now: Date()).tag?.name
        }
        print("seconds=\(elapsed / .seconds(1)) best=\(best ?? "none")")
    }
}
