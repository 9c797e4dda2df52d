import ArgumentParser
import Engine
import Foundation

/// Show every tag of a source, and what its policy says of it.
struct Tags: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show every tag of a source, and what its policy says of it.")

    @Argument(help: "The source: pipeline/source.")
    var source: StageName

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let report: TagReport = try await server.client().get(
            "api", "v1", "pipelines", source.pipeline, "sources", source.environment, "tags")
        try format.show(report) { Self.text(of: report, for: $0) }
    }

    static func text(of report: TagReport, for terminal: Terminal) -> String {
        var table = Table("TAG", "CREATED", "VERDICT")
        for line in report.lines {
            table.add(
                Table.Cell(line.tag, line.wanted ? .bold : nil), Table.Cell(line.created.map(stamp) ?? ""),
                Table.Cell(line.verdict, line.wanted ? .green : nil))
        }
        let note = report.note.map { printable($0) + "\n" } ?? ""
        return printable(report.repository) + "\n" + table.text(for: terminal) + note
    }
}
