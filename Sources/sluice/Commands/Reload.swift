import ArgumentParser
import Web

/// Make the daemon read its configuration again; a broken one is refused as a whole.
struct Reload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make the daemon read its configuration again; a broken one is refused as a whole.")

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let result: ReloadBody = try await server.client().post(["api", "v1", "reload"], CommandBody())
        try format.show(result) { _ in
            printable(
                (result.warnings.map { "warning: \($0)\n" }
                    + ["In force: \(result.pipelines) pipelines, \(result.environments) environments.\n"]).joined(),
                keepingLines: true)
        }
    }
}
