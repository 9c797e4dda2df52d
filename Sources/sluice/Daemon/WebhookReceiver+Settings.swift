import Configurations
import Promotion
import Secrets
import Webhooks

extension WebhookReceiver {
    /// Reads the secrets. Throws a permanent problem where one is missing, or so short that it could be guessed.
    init(_ webhook: IncomingWebhook, secrets: SystemSecrets) throws(Problem) {
        var values: [SecretValue] = []
        for secret in webhook.secrets {
            let value = SecretValue(try secrets.text(secret))
            guard value.bytes.count >= 16 else {
                throw .permanent(
                    "The secret \(secret) is shorter than 16 bytes.", remedy: "`openssl rand -hex 24` makes one.")
            }
            values.append(value)
        }
        self.init(
            kind: webhook.kind, secrets: values,
            identity: webhook.identity.map { IdentityRule(audience: $0.audience, email: $0.email, keys: $0.keys) },
            host: webhook.host, repositories: webhook.repositories)
    }
}
