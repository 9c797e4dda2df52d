import Commands
package import Promotion

/// Runs a program that makes a revision live.
///
/// The program gets no shell, no standard input, a process group of its own, and an environment of nothing but `PATH`, `HOME`,
/// `LANG` and `SLUICE_*`: none of the daemon's secrets. Exit status 0 means live, or, where a second program is to observe,
/// that it was asked for; anything else, a signal or the deadline is a failure with the last lines of its output. After a crash of the daemon it is run again with the same
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
            arguments: definition.arguments, environment: CommandEnvironment.variables(of: request, in: environment),
            deadline: .seconds(definition.deadline), grace: grace)
        let end = try await child.run()
        let output = end.output.text(Self.receiptLimit)
        if let reason = end.failure(of: definition.arguments, within: definition.deadline) {
            return HandOffReceipt(output, settled: .failed(reason: reason))
        }
        // What the observation says counts, and nothing else.
        return HandOffReceipt(output, settled: definition.observation == nil ? .live(at: request.revision) : nil)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        guard let observation = definition.observation, let receipt, receipt.settled == nil else {
            return settledObservation(request, receipt)
        }
        return try await CommandObserver(definition: observation, environment: environment, grace: grace)
            .observe(request)
    }

    /// What a receipt keeps of the output: it is saved with the pipeline's state at every step.
    private static let receiptLimit = 8 << 10
}
