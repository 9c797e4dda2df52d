import ArgumentParser
import Promotion

/// Check that no record of the audit log was changed, added or taken away.
struct AuditVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Check that no record of the audit log was changed, added or taken away.",
        discussion: """
            The last record's number and hash also stand in the trailer `Sluice-Audit` of the commits that sluice makes: \
            whoever holds the repositories can tell whether the whole log was replaced.
            """)

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let head: AuditHead = try await server.client().get("api", "v1", "audit", "verify")
        try format.show(head) { _ in
            "Whole: \(counted(head.sequence, "record")), the last one's hash is \(head.hash).\n"
        }
    }
}
