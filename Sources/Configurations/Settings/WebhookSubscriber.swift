package import Promotion

/// An HTTP endpoint that is told what happens.
package struct WebhookSubscriber: Sendable, Hashable {
    /// Unique; what the outbox and the logs call it.
    package var name: String
    package var url: String
    /// Signs the body.
    package var secret: Secret?
    package var topics: Set<Notice.Topic>
    /// The absolute path of a PEM file with the authorities that are believed instead of the system's.
    package var caFile: String?
}
