import ArgumentParser
import Foundation
import Web

/// List the webhooks, and what came by them of late.
struct WebhooksList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the webhooks, and what came by them of late.")

    @OptionGroup var server: ServerOptions
    @OptionGroup var format: OutputOptions

    func run() async throws {
        let webhooks = try await server.client().webhooks()
        let now = Date()
        try format.show(webhooks) { Self.text(of: webhooks, at: now, for: $0) }
    }

    static func text(of webhooks: [WebhookBody], at now: Date, for terminal: Terminal) -> String {
        guard !webhooks.isEmpty else { return "There are no webhooks; `webhooks` in sluice.yaml names them.\n" }
        var table = Table("NAME", "KIND", "ACCEPTED", "REPEATED", "REFUSED", "LAST", "OUTCOME")
        for webhook in webhooks {
            let last = webhook.deliveries.first
            table.add(
                Table.Cell(webhook.name, .bold), Table.Cell(webhook.kind), "\(webhook.counts.accepted)",
                "\(webhook.counts.repeated)", "\(webhook.counts.refused)",
                Table.Cell(last.map { age(of: $0.at, at: now) } ?? ""), Table.Cell(last?.outcome ?? ""))
        }
        return table.text(for: terminal)
    }
}
