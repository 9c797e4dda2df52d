import ArgumentParser
import Configurations
import Foundation
import Secrets
import Web
import Webhooks

/// Send a webhook a signed sample, and say what came of it.
struct WebhooksTest: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test", abstract: "Send a webhook a signed sample, and say what came of it.",
        discussion: """
            Reads the webhook's secret where the configuration names it, and sends what its sender would: that something was \
            pushed which a pipeline watches. The daemon looks there early and believes nothing else of it.
            """)

    @Argument(help: "The webhook's name in sluice.yaml.")
    var name: String

    @Option(help: "The directory of sluice.yaml.", completion: .directory)
    var directory = "."

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let client = try server.client(directory: directory)
        let report = try await WebhookTrial(
            name: name, directory: URL(fileURLWithPath: directory).standardizedFileURL.path,
            environment: ProcessInfo.processInfo.environment
        ).run(client)
        try format.show(report) { _ in
            let hints = report.hints.map { printable("It names \($0).") + "\n" }.joined()
            return hints + printable(report.outcome) + "\n"
        }
    }
}
