import ArgumentParser

/// Look at the webhooks that come in, and test them.
struct WebhookCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "webhooks", abstract: "Look at the webhooks that come in, and test them.",
        subcommands: [WebhooksList.self, WebhooksTest.self])
}
