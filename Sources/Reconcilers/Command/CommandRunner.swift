import Foundation
package import Promotion

/// Runs a program that makes a revision live.
///
/// The program gets no shell, no standard input, a process group of its own, and an environment of nothing but `PATH`, `HOME`,
/// `LANG` and `SLUICE_*`: none of the daemon's secrets. Exit status 0 means live; anything else, a signal or the deadline is
/// a failure with the last lines of its output. After a crash of the daemon it is run again with the same
/// `SLUICE_PROMOTION`: a program for which that matters remembers it.
package struct CommandRunner: Reconciler {
    private let definition: CommandReconciler
    private let environment: [String: String]
    private let grace: Duration

    /// `grace` is what the program gets between SIGTERM and SIGKILL.
    package init(_ definition: CommandReconciler, environment: [String: String], grace: Duration = .seconds(5)) {
        self.definition = definition
        self.environment = environment
        self.grace = grace
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let child = ChildProcess(
            arguments: definition.arguments, environment: variables(request), deadline: .seconds(definition.deadline),
            grace: grace)
        let end = try await child.run()
        let output = end.output.text(Self.receiptLimit)
        if case .exited(0) = end.status { return HandOffReceipt(output, settled: .live(at: request.revision)) }
        let lines = end.output.lastLines
        let words = lines.isEmpty ? " and wrote nothing" : "; its last output:\n\(lines)"
        let outcome =
            switch end.status {
            case .exited(let code): "exited with status \(code)"
            case .killed(let signal): "was killed by signal \(signal)"
            case .overdue: "did not end within \(definition.deadline) seconds and was killed"
            }
        return HandOffReceipt(output, settled: .failed(reason: "\(definition.arguments[0]) \(outcome)\(words)"))
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        settledObservation(request, receipt)
    }

    /// What a receipt keeps of the output: it is saved with the pipeline's state at every step.
    private static let receiptLimit = 8 << 10

    private func variables(_ request: HandOff) -> [String: String] {
        var variables = [
            "PATH": environment["PATH"] ?? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "SLUICE_REVISION": request.revision.hex,
            "SLUICE_PIPELINE": request.stage.pipeline,
            "SLUICE_ENVIRONMENT": request.stage.environment,
            "SLUICE_RELEASE": request.release.id.hex,
            "SLUICE_PROMOTION": request.promotion.hex,
        ]
        for name in ["HOME", "LANG"] { variables[name] = environment[name] }
        return variables
    }
}
