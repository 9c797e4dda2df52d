import ArgumentParser
import Glibc

/// Promotes releases from environment to environment through Git.
struct Sluice: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Promotes releases from environment to environment through Git.", version: version,
        groupedSubcommands: [
            CommandGroup(
                name: "Daemon", subcommands: [Serve.self, Validate.self, Health.self, Reload.self, Backup.self]),
            CommandGroup(
                name: "Looking", subcommands: [Status.self, ShowPlan.self, Tags.self, History.self]),
            CommandGroup(
                name: "Deciding",
                subcommands: [
                    Promote.self, Approve.self, Reject.self, Retry.self, Hold.self, Resume.self, Pin.self, Unpin.self,
                    Rollback.self,
                ]),
            CommandGroup(name: "Editing", subcommands: [Edit.self]),
            CommandGroup(
                name: "Checking",
                subcommands: [Diagnose.self, WebhookCommands.self, Audit.self, ShowVersion.self, Completions.self]),
        ])
}

@main
enum Main {
    static func main() async {
        exit(await run(Array(CommandLine.arguments.dropFirst())).rawValue)
    }

    /// Parses and runs a command line; says on standard error why it did not succeed.
    static func run(_ arguments: [String]) async -> Outcome {
        do {
            var command = try Sluice.parseAsRoot(arguments)
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
            return .ok
        } catch let failure as Failure {
            if !failure.message.isEmpty { writeToStandardError("sluice: \(failure)") }
            return failure.status
        } catch {
            return explain(error)
        }
    }

    /// What argument-parser throws: help and version are answers, anything else is a mistake in the command line.
    private static func explain(_ error: any Error) -> Outcome {
        let message = Sluice.fullMessage(for: error)
        switch Sluice.exitCode(for: error) {
        case .success:
            do throws(Failure) {
                try writeToStandardOutput(message + "\n")
                return .ok
            } catch {
                writeToStandardError("sluice: \(error)")
                return error.status
            }
        case .validationFailure:
            writeToStandardError(message)
            return .usage
        default:
            writeToStandardError(message)
            return .failed
        }
    }
}
