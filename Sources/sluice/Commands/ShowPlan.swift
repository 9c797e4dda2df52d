import ArgumentParser
import Promotion
import Web

/// Show exactly what would be committed for a stage, as a diff; nothing is written.
struct ShowPlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show exactly what would be committed for a stage, as a diff; nothing is written.")

    @Argument(help: "The stage: pipeline/environment.")
    var stage: StageName

    @Option(help: "The release: its number, the beginning of its id, or a tag. Without it the one that comes next.")
    var release: String?

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let plan: PlanBody = try await server.client().get(
            "api", "v1", "pipelines", stage.pipeline, "stages", stage.environment, "plan",
            query: release.map { ["release": $0] } ?? [:])
        try format.show(plan) { Self.text(of: plan, for: $0) }
    }

    static func text(of plan: PlanBody, for terminal: Terminal) -> String {
        let title = "\(plan.stage): release \(plan.release.number), \(plan.release.title)"
        guard !plan.diff.isEmpty else {
            return printable("\(title): declared already, nothing to commit.\n", keepingLines: true)
        }
        return terminal.styled(printable(title), .bold) + "\n" + coloured(diff: plan.diff, for: terminal)
            + "on \(plan.plan.base.short), edits \(plan.hash)\n"
    }
}
