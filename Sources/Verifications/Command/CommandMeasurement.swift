import Commands
import Promotion

/// One run of a program: exit status 0 passes, anything else fails with its last words.
struct CommandMeasurement: Sendable {
    private let definition: CommandVerification
    private let environment: [String: String]

    /// `environment` is the daemon's.
    init(_ definition: CommandVerification, _ environment: [String: String]) {
        self.definition = definition
        self.environment = environment
    }

    func measure(_ request: MeasurementRequest) async -> MeasurementOutcome {
        var variables = CommandEnvironment.variables(of: request.subject, in: environment)
        variables["SLUICE_VERIFICATION"] = request.verification.name
        variables["SLUICE_MEASUREMENT"] = String(request.number)
        do throws(Problem) {
            let end = try await ChildProcess(
                arguments: definition.arguments, environment: variables, deadline: .seconds(definition.deadline)
            ).run()
            guard let reason = end.failure(of: definition.arguments, within: definition.deadline) else {
                return .passed(end.output.lastLines.isEmpty ? "exit status 0" : end.output.lastLines)
            }
            return .failed(reason)
        } catch {
            return .inconclusive(error.summary)
        }
    }
}
