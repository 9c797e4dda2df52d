import Foundation

/// What the command line asks for.
struct Options {
    static let usage = """
        usage: manifests-fuzz [GOLDEN] [options]
          GOLDEN            a folder of golden folders (default: Tests/ManifestsTests/Golden)
          --seed N          the first of all random numbers (default: 1); the same seed, the same inputs
          --executions N    how many inputs (default: 10000000)
          --seconds N       stop after so many seconds, however many inputs that were
          --processes N     workers (default: one a core)
          --memory N        the most MiB that a worker may ever hold (default: 256)
          --only N          run this one input in this process, and show it
        """

    struct Problem: Error, CustomStringConvertible {
        let description: String
        /// The usage was asked for: no mistake.
        var isHelp = false
    }

    /// A worker's share of the inputs: every `of`-th, from the `first`.
    struct Part {
        let first: UInt64
        let of: UInt64
        /// Where the worker leaves the number of the input it is at.
        let progress: String
    }

    private(set) var golden = "Tests/ManifestsTests/Golden"
    private(set) var seed: UInt64 = 1
    private(set) var executions: UInt64 = 10_000_000
    private(set) var seconds: UInt64?
    private(set) var processes = UInt64(max(1, ProcessInfo.processInfo.activeProcessorCount))
    private(set) var mebibytes: UInt64 = 256
    private(set) var only: UInt64?
    private(set) var worker: Part?

    init(_ arguments: some Sequence<String>) throws(Problem) {
        var rest = Array(arguments)[...]
        while let argument = rest.popFirst() {
            switch argument {
            case "--seed": seed = try Self.number(argument, &rest)
            case "--executions": executions = try Self.number(argument, &rest)
            case "--seconds": seconds = try Self.number(argument, &rest)
            case "--processes": processes = max(1, try Self.number(argument, &rest))
            case "--memory": mebibytes = try Self.number(argument, &rest)
            case "--only": only = try Self.number(argument, &rest)
            case "-h", "--help": throw Problem(description: "", isHelp: true)
            case "--worker":
                let first = try Self.number(argument, &rest)
                guard let progress = rest.popFirst() else { throw Problem(description: "--worker needs a file") }
                worker = Part(first: first, of: processes, progress: progress)
            case _ where argument.hasPrefix("-"): throw Problem(description: "unknown option \(argument)")
            default: golden = argument
            }
        }
    }

    /// What makes another process of this program a worker.
    func arguments(forWorker first: UInt64, progress: String) -> [String] {
        var arguments = [golden, "--seed", "\(seed)", "--executions", "\(executions)", "--processes", "\(processes)"]
        if let seconds { arguments += ["--seconds", "\(seconds)"] }
        return arguments + ["--worker", "\(first)", progress]
    }

    private static func number(_ option: String, _ rest: inout ArraySlice<String>) throws(Problem) -> UInt64 {
        guard let text = rest.popFirst(), let number = UInt64(text) else {
            throw Problem(description: "\(option) needs a number")
        }
        return number
    }
}
