package import Promotion

/// A webhook that somebody outside calls at `/webhooks/<name>`.
package struct IncomingWebhook: Sendable, Hashable {
    package var kind: WebhookKind
    /// Any of them proves the sender; at least one.
    package var secrets: [Secret]
    /// Stands for the host that the sender names; nil: the one that it names.
    package var host: String?
    /// What it may name, `host/path`, or with a slash at the end all below; empty: everything.
    package var repositories: [String]
}
