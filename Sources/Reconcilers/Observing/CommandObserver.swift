import Commands
import Promotion

/// Asks a program whether a revision is live: exit status 0 means live, 1 failed, 2 not yet.
struct CommandObserver: Sendable {
    let definition: CommandObservation
    /// The daemon's.
    let environment: [String: String]
    let grace: Duration

    /// Throws a transient problem for every other end: it says nothing of the revision.
    func observe(_ request: HandOff) async throws(Problem) -> Observation {
        let end = try await ChildProcess(
            arguments: definition.arguments, environment: CommandEnvironment.variables(of: request, in: environment),
            deadline: .seconds(definition.deadline), grace: grace
        ).run()
        let words = end.output.lastLines.oneLine(limit: 300)
        switch end.status {
        case .exited(0): return .live(at: request.revision)
        case .exited(1):
            return .failed(reason: words.isEmpty ? "\(definition.arguments[0]) exited with status 1" : words)
        case .exited(2): return .progressing(reason: words.isEmpty ? "\(definition.arguments[0]): not yet" : words)
        default: throw .transient(end.failure(of: definition.arguments, within: definition.deadline) ?? words)
        }
    }
}
