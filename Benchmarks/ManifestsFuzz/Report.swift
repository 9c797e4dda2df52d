import Foundation

/// What all workers counted, and whether it meets the goal.
struct Report: CustomStringConvertible {
    /// A worker that did not come to its end.
    struct Crash {
        /// The input it was at; nil where it did not reach the first.
        let number: UInt64?
        let status: Int32
        let isSignal: Bool
    }

    let options: Options
    let tally: Tally
    let crashes: [Crash]
    let seconds: Double

    /// No crash, no fault, no more memory than allowed, a quarter of edits, and all of the inputs that were asked for.
    var isMet: Bool {
        let isComplete = options.seconds != nil || UInt64(tally.executions) == options.executions
        return crashes.isEmpty && tally.faultCount == 0 && isComplete && share >= 0.25
            && tally.peakKibibytes <= Int(options.mebibytes) << 10
    }

    private var share: Double { tally.executions == 0 ? 0 : Double(tally.edits) / Double(tally.executions) }

    var description: String {
        (crashes.map(describe) + tally.faults.map(describe) + refusals + formats + [summary]).joined(separator: "\n")
    }

    private var summary: String {
        "fuzz executions=\(tally.executions) edits=\(tally.edits) share=\(String(format: "%.3f", share)) "
            + "unchanged=\(tally.unchanged) ends=\(tally.endsOnly) crashes=\(crashes.count) faults=\(tally.faultCount) "
            + "unproven=\(tally.unproven) memory=\(tally.peakKibibytes >> 10)MiB seconds=\(Int(seconds.rounded())) "
            + "rate=\(Int(Double(tally.executions) / max(seconds, 0.001)))/s " + (isMet ? "met" : "missed")
    }

    private var refusals: [String] {
        tally.refusals.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "refused \($0.key) \($0.value)" }
    }

    private var formats: [String] {
        tally.formats.sorted { $0.key < $1.key }.map {
            "format \($0.key) executions=\($0.value.executions) edits=\($0.value.edits) ends=\($0.value.endsOnly)"
        }
    }

    private func describe(_ crash: Crash) -> String {
        let cause =
            crash.isSignal
            ? "signal \(crash.status)" + (crash.status == SIGALRM ? ", it hung" : "") : "status \(crash.status)"
        return "crash (\(cause)): " + (crash.number.map(again) ?? "before the first input")
    }

    private func describe(_ fault: Tally.Fault) -> String { "fault: \(fault.words)\n  \(again(fault.number))" }

    private func again(_ number: UInt64) -> String {
        "manifests-fuzz \(options.golden) --seed \(options.seed) --only \(number)"
    }
}
