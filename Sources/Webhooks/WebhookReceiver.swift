import Crypto
package import Foundation
package import Promotion
package import Secrets

/// One webhook of the configuration: who sends it, by which secret they are known, and what they may name.
///
/// Pure: a request, its bytes and a time in; a verdict, and later hints, out.
package struct WebhookReceiver: Sendable {
    package let kind: WebhookKind
    /// Any of them proves the sender, so that a secret can be changed on both sides one after the other.
    private let secrets: [SecretValue]
    /// Instead of a secret, whose identity tokens prove the sender.
    private let identity: IdentityRule?
    /// Stands for the host that the sender names, which behind a proxy may be another one.
    private let host: String?
    /// Repositories, `host/path`, or with a slash at the end all below; empty: all.
    private let repositories: [String]

    /// Hints that one delivery may give.
    package static let hintsEachDelivery = 100

    /// With `identity` no secret proves anything.
    package init(
        kind: WebhookKind, secrets: [SecretValue], identity: IdentityRule? = nil, host: String? = nil,
        repositories: [String] = []
    ) {
        self.kind = kind
        self.secrets = identity == nil ? secrets : []
        self.identity = identity
        self.host = host
        self.repositories = repositories
    }

    /// What is known of a request before its body is parsed.
    package enum Verdict: Sendable, Hashable {
        /// The proof is missing, wrong, another sender's, or too old.
        case refused
        /// The holder of the secret sent it; `keys` are what a repetition has too.
        case authentic(keys: [DeliveryKey])
    }

    /// Where the keys are that a request's identity token is checked by, and which one; nil where no token is needed or none is
    /// there.
    package func neededKey(for request: WebhookRequest) -> (url: String, id: String)? {
        guard let identity, let token = IdentityToken(request) else { return nil }
        return (identity.keys, token.keyID)
    }

    /// Whether a holder of the secret, or of the identity, sent a request. Compares in constant time, and parses no body.
    ///
    /// - Parameter keys: the issuer's, where an identity token proves the sender.
    package func verdict(on request: WebhookRequest, now: Date, keys: IssuerKeys = .none) -> Verdict {
        let sender = kind.sender
        var isAuthentic = false
        if let identity, let token = IdentityToken(request) {
            isAuthentic = token.isValid(identity, keys: keys, now: now)
        }
        for secret in secrets where sender.isAuthentic(request, secret: secret, now: now) { isAuthentic = true }
        return isAuthentic ? .authentic(keys: deliveryKeys(of: request, sender)) : .refused
    }

    private func deliveryKeys(of request: WebhookRequest, _ sender: any Sender) -> [DeliveryKey] {
        let id = request.first(of: sender.idHeaders)
        var keys = id.map { [DeliveryKey(id: $0)] } ?? []
        if sender.signsBody || id == nil {
            keys.append(
                DeliveryKey(body: request.body, lifetime: sender.signsBody ? DeliveryKey.long : DeliveryKey.short))
        }
        return keys
    }

    /// What an authentic request says has changed.
    package struct Reading: Sendable, Hashable {
        package var hints: Set<Hint>
        /// What names the delivery in its body.
        package var key: DeliveryKey?
        /// Hints that were left out: of repositories that this webhook may not name, or beyond the most that one delivery gives.
        package var leftOut = 0
    }

    /// Reads an authentic request. Throws a permanent problem where the body is not what its sender writes.
    package func read(_ request: WebhookRequest) throws(Problem) -> Reading {
        let sender = kind.sender
        let payload = try Payload(Self.document(of: request))
        let hints = Set(sender.hints(in: Delivery(request: request, payload: payload, host: host)))
        let allowed = hints.filter { isAllowed($0.repository) }
        let taken = allowed.count <= Self.hintsEachDelivery ? allowed : Set(allowed.prefix(Self.hintsEachDelivery))
        return Reading(
            hints: taken, key: sender.id(in: payload).map { DeliveryKey(id: $0) }, leftOut: hints.count - taken.count)
    }

    private func isAllowed(_ repository: String) -> Bool {
        repositories.isEmpty
            || repositories.contains { $0.hasSuffix("/") ? repository.hasPrefix($0) : repository == $0 }
    }

    /// The JSON of a body, which GitHub and Gitea can be told to send as a form's field.
    private static func document(of request: WebhookRequest) -> [UInt8] {
        let form = "application/x-www-form-urlencoded"
        guard let type = request["Content-Type"], type.lowercased().hasPrefix(form) else { return request.body }
        let field = Array("payload=".utf8)
        guard let pair = request.body.split(separator: UInt8(ascii: "&")).first(where: { $0.starts(with: field) })
        else {
            return request.body
        }
        let text = String(decoding: pair.dropFirst(field.count), as: UTF8.self).replacing("+", with: " ")
        return text.removingPercentEncoding.map { Array($0.utf8) } ?? request.body
    }

    /// A signed sample that says that `subject` has changed; nil where these senders say no such thing.
    package func sample(_ subject: SampleSubject, id: String, now: Date) -> WebhookRequest? {
        guard var request = kind.sender.sample(subject, id: id), let secret = secrets.first else { return nil }
        kind.sender.sign(&request, secret: secret, id: id, now: now)
        return request
    }
}
