import Foundation

/// Runs its share of the inputs, and prints what it counted as JSON.
struct Worker {
    let options: Options
    let part: Options.Part
    let corpus: Corpus

    /// An input that takes longer than this hangs: the kernel ends the process, and the number stays.
    private static let secondsForABatch: UInt32 = 60
    private static let batch: UInt64 = 256

    func run() throws {
        let progress = try Progress(path: part.progress)
        let end = options.seconds.map { ContinuousClock.now.advanced(by: .seconds($0)) }
        let supervisor = getppid()
        var tally = Tally()
        var number = part.first
        while number < options.executions {
            if tally.executions % Int(Self.batch) == 0 {
                alarm(Self.secondsForABatch)
                // Nobody reads what an orphan counts.
                guard getppid() == supervisor else { return }
                if let end, ContinuousClock.now >= end { break }
            }
            progress.reach(number)
            let execution = Execution(seed: options.seed, number: number, corpus: corpus)
            tally.count(execution.run(), of: execution.format, number: number)
            number += part.of
        }
        alarm(0)
        tally.peakKibibytes = Self.peakKibibytes()
        FileHandle.standardOutput.write(try JSONEncoder().encode(tally))
    }

    /// `VmHWM` of `/proc/self/status`: the most memory that this process ever held.
    private static func peakKibibytes() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        return line.flatMap { Int($0.filter(\.isNumber)) } ?? .max
    }
}
