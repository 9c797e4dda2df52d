import ArgumentParser
import Configurations
import Foundation

/// Check a configuration without a daemon: every error of every file, with its place.
struct Validate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a configuration without a daemon: every error of every file, with its place.",
        discussion: "Reads files only: no secret is looked up, and no server is asked.")

    @Argument(help: "The directory of sluice.yaml.", completion: .directory)
    var directory = "."

    @OptionGroup var format: OutputOptions

    func run() throws {
        let report = Self.report(on: directory)
        try format.show(report) { _ in report.text }
        guard report.errors.isEmpty else {
            throw Failure(.failed, "\(counted(report.errors.count, "error")).")
        }
    }

    /// What is said of a configuration.
    struct Report: Encodable {
        var errors: [String]
        var warnings: [String]
        var environments = 0
        var pipelines = 0

        var text: String {
            let lines = errors + warnings.map { "warning: \($0)" }
            let summary =
                errors.isEmpty
                ? ["Valid: \(counted(pipelines, "pipeline")), \(counted(environments, "environment"))."] : []
            return printable((lines + summary).map { $0 + "\n" }.joined(), keepingLines: true)
        }
    }

    static func report(on directory: String) -> Report {
        do {
            let configuration = try ConfigurationLoader.load(directory: directory)
            return Report(
                errors: [], warnings: configuration.warnings.map(\.description),
                environments: configuration.environments.count, pipelines: configuration.pipelines.count)
        } catch {
            return Report(errors: error.issues.map(\.description), warnings: [])
        }
    }
}
