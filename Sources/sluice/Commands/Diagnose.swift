import ArgumentParser
import Web

/// Probe every repository, key, registry and reconciler; say what is wrong and how to mend it.
struct Diagnose: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Probe every repository, key, registry and reconciler; say what is wrong and how to mend it.")

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let probes: [Probe] = try await server.client().get("api", "v1", "doctor")
        try format.show(probes) { Self.text(of: probes, for: $0) }
        let ill = probes.count { !$0.ok }
        guard ill == 0 else { throw Failure(.failed, "\(ill) of \(probes.count) probes found something wrong.") }
    }

    static func text(of probes: [Probe], for terminal: Terminal) -> String {
        var table = Table("", "FINDING")
        for probe in probes {
            let lines = ["\(probe.subject): \(probe.message)", probe.remedy].compactMap { $0 }
            table.add(
                probe.ok ? Table.Cell("ok", .green) : Table.Cell("WRONG", .red),
                Table.Cell(lines.joined(separator: "\n")))
        }
        return table.text(for: terminal)
    }
}
