import ArgumentParser
import Web

/// Show the version of this program, and of the daemon where it answers.
struct ShowVersion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Show the version of this program, and of the daemon where it answers.")

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    private struct Versions: Encodable {
        var client: String
        var daemon: String?
        /// Why the daemon's is not known.
        var note: String?
    }

    func run() async throws {
        var versions = Versions(client: version)
        do {
            let daemon: VersionBody = try await server.client().get("api", "v1", "version")
            versions.daemon = daemon.version
        } catch let failure as Failure {
            versions.note = failure.message
        }
        let (daemon, note) = (versions.daemon, versions.note)
        try format.show(versions) { _ in
            "sluice \(version)\n" + (daemon.map { "daemon \($0)" } ?? note ?? "") + "\n"
        }
    }
}
