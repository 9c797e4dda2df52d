import CYAML
import Foundation
import Manifests

/// The Swift side of the benchmark of edits; `peer.py` is the other, and `p4.py` asks both in turn.
///
///     manifests-benchmark serve
///     manifests-benchmark memory FILE SELECTOR VALUE WARM-UP-FILE
///
/// `serve` answers each line of standard input with one line: `edit FILE SELECTOR VALUE` with the seconds that reading
/// the old value and writing the new one take, the proof included; `scan FILE` with those of libyaml reading the same
/// bytes to their end; or `none` where no editor knows the file. Files are read once, and outside of the time.
/// `memory` prints how many bytes more the process holds at its peak for the file and one edit of it.
@main
struct ManifestsBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments.dropFirst()
        switch (arguments.first, arguments.count) {
        case ("serve", 1):
            var bench = Bench()
            while let line = readLine() {
                print(try bench.answer(to: line.split(separator: "\t").map(String.init)))
                fflush(nil)
            }
        case ("memory", 5): print(try Memory.growth(Array(arguments.dropFirst())))
        default:
            print("usage: manifests-benchmark serve | memory FILE SELECTOR VALUE WARM-UP-FILE")
            exit(64)
        }
    }
}
