import ArgumentParser
import Foundation
import Promotion

/// Show who did what, where and why, newest first.
struct History: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show who did what, where and why, newest first.")

    @Argument(help: "A pipeline, or a stage as pipeline/environment; everything without it.")
    var subject: String?

    @Option(name: .shortAndLong, help: "How many records, at most 1000.")
    var limit = 50

    @Option(help: "Only records before this number.")
    var before: Int?

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        guard (1...1000).contains(limit) else { throw ValidationError("--limit is a number from 1 to 1000.") }
    }

    func run() async throws {
        var query = ["limit": String(limit)]
        query["before"] = before.map(String.init)
        if let subject {
            let stage = StageName(argument: subject)
            query["pipeline"] = stage?.pipeline ?? subject
            query["environment"] = stage?.environment
        }
        let records: [StoredAuditRecord] = try await server.client().get("api", "v1", "history", query: query)
        try format.show(records) { text(of: records, for: $0) }
    }

    func text(of records: [StoredAuditRecord], for terminal: Terminal) -> String {
        var table = Table("#", "TIME", "WHO", "STAGE", "WHAT", "RELEASE", "COMMIT", "MESSAGE")
        for stored in records {
            let record = stored.record
            table.add(
                Table.Cell(String(stored.sequence)), Table.Cell(stamp(record.at)), Table.Cell(record.actor),
                Table.Cell(record.environment.map { "\(record.pipeline)/\($0)" } ?? record.pipeline),
                Table.Cell(record.action, .bold), Table.Cell(format.isWide ? record.release?.short ?? "" : ""),
                Table.Cell(format.isWide ? record.commit?.short ?? "" : ""), Table.Cell(record.message))
        }
        return table.text(for: terminal)
    }
}
