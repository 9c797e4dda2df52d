import Foundation
import Promotion
import Secrets

@testable import Webhooks

let secret = SecretValue("a secret of thirty-two characters")
let now = Date(timeIntervalSince1970: 1_800_000_000)

extension WebhookKind {
    /// A secret as this sender takes them.
    static let signingToken = SecretValue("whsec_" + Data("a signing token of GitLab's".utf8).base64EncodedString())

    /// Something that this sender can say has changed, and the hint that it is then.
    var subject: (SampleSubject, Hint) {
        get throws {
            switch self {
            case .github, .gitlab, .gitea, .bitbucketDataCenter, .azureDevOps:
                return try Self.branch("ssh://git@git.example.com/platform/prod.git")
            case .bitbucketCloud: return try Self.branch("ssh://git@bitbucket.org/platform/prod.git")
            case .dockerHub: return try Self.image("docker.io/payments/api")
            case .ecr: return try Self.image("123456789012.dkr.ecr.eu-central-1.amazonaws.com/payments/api")
            default: return try Self.image("registry.example.com:5000/payments/api")
            }
        }
    }

    private static func branch(_ address: String) throws -> (SampleSubject, Hint) {
        let remote = try RemoteURL(address)
        guard let address = GitAddress(remote) else { throw CocoaError(.formatting) }
        return (.branch(remote, "main"), .git(address, .branch("main")))
    }

    private static func image(_ name: String) throws -> (SampleSubject, Hint) {
        let repository = try ImageRepository(name)
        return (.image(repository, tag: "1.4.2"), .image(repository, tag: "1.4.2"))
    }

    func receiver(
        _ secrets: [SecretValue] = [secret], host: String? = nil, repositories: [String] = []
    ) -> WebhookReceiver {
        WebhookReceiver(kind: self, secrets: secrets, host: host, repositories: repositories)
    }

    func sample(_ secret: SecretValue = secret, id: String = "one", at date: Date = now) throws -> WebhookRequest {
        guard let request = receiver([secret]).sample(try subject.0, id: id, now: date) else {
            throw CocoaError(.featureUnsupported)
        }
        return request
    }

    /// Whether the body's bytes are under the proof.
    var signs: Bool { [.github, .gitea, .bitbucketCloud, .bitbucketDataCenter, .jfrog, .cloudEvents].contains(self) }
}

extension WebhookReceiver {
    func isAuthentic(_ request: WebhookRequest, at date: Date = now) -> Bool {
        verdict(on: request, now: date) != .refused
    }

    func keys(_ request: WebhookRequest) -> [DeliveryKey] {
        guard case .authentic(let keys) = verdict(on: request, now: now) else { return [] }
        return keys
    }
}

/// `SeenDeliveries` where expectations can ask it.
final class Memory {
    private var seen: SeenDeliveries

    init(capacity: Int = 1000) { seen = SeenDeliveries(capacity: capacity) }

    func isFirst(_ keys: [DeliveryKey], of webhook: String, now: Date) -> Bool {
        seen.isFirst(keys, of: webhook, now: now)
    }

    func forget(_ keys: [DeliveryKey], of webhook: String) { seen.forget(keys, of: webhook) }
}
