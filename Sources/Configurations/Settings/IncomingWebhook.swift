package import Promotion

/// A webhook that somebody outside calls at `/webhooks/<name>`.
package struct IncomingWebhook: Sendable, Hashable {
    package var kind: WebhookKind
    /// Any of them proves the sender; empty where an identity does.
    package var secrets: [Secret]
    package var identity: WebhookIdentity?
    /// Stands for the host that the sender names; nil: the one that it names.
    package var host: String?
    /// What it may name, `host/path`, or with a slash at the end all below; empty: everything.
    package var repositories: [String]
}

/// Whose identity tokens prove the sender of a webhook.
package struct WebhookIdentity: Sendable, Hashable {
    package var audience: String
    package var email: String
    /// The address of the issuer's key set.
    package var keys: String
}

extension Settings {
    /// Whether a forge has a webhook of its kind that may speak of every repository.
    func isTold(by forge: String) -> Bool {
        guard let kind = forges[forge]?.kind else { return false }
        return webhooks.values.contains { $0.kind.rawValue == kind.rawValue && $0.repositories.isEmpty }
    }
}
