import ArgumentParser

/// Look after the audit log.
struct Audit: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Look after the audit log.", subcommands: [AuditVerify.self])
}
