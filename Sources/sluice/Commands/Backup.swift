import ArgumentParser
import Web

/// Write a consistent copy of the daemon's database, while it runs.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a consistent copy of the daemon's database, while it runs.")

    @Argument(help: "Where to, on the daemon's machine: an absolute path of a file that does not exist.")
    var path: String

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        guard path.hasPrefix("/") else { throw ValidationError("The path is the daemon's: write it from the root.") }
    }

    func run() async throws {
        let result: BackupBody = try await server.client().post(["api", "v1", "backup"], BackupBody(path: path))
        try format.show(result) { _ in printable("Written to \(result.path) on the daemon's machine.") + "\n" }
    }
}
