package import Foundation

/// How often a webhook was called since the daemon started.
package struct WebhookCounts: Sendable, Codable, Hashable {
    package var accepted = 0
    /// Deliveries that came again.
    package var repeated = 0
    /// Requests whose proof was missing, wrong or too old.
    package var refused = 0

    package init() {}
}

/// What one delivery came to.
package struct WebhookReport: Sendable, Codable, Hashable {
    /// Counts from 1 since the daemon started.
    package var id: String
    package var webhook: String
    package var at: Date
    /// What it named, in words.
    package var hints: [String]
    /// One sentence.
    package var outcome: String

    package init(id: String, webhook: String, at: Date, hints: [String], outcome: String) {
        self.id = id
        self.webhook = webhook
        self.at = at
        self.hints = hints
        self.outcome = outcome
    }
}

/// One webhook of the configuration, and what came by it of late.
package struct WebhookBody: Sendable, Codable, Hashable {
    package var name: String
    package var kind: String
    package var counts: WebhookCounts
    /// Newest first.
    package var deliveries: [WebhookReport]

    package init(name: String, kind: String, counts: WebhookCounts, deliveries: [WebhookReport]) {
        self.name = name
        self.kind = kind
        self.counts = counts
        self.deliveries = deliveries
    }
}

/// The answer to a delivery that was taken.
package struct WebhookReceiptBody: Sendable, Codable, Hashable {
    /// The id of its report; missing where it came before.
    package var delivery: String?
}
