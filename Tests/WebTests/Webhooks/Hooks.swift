import Engine
import Foundation
import HTTPTypes
import Logging
import Promotion
import Secrets
import Synchronization
import WebTestKit
import Webhooks

@testable import Web

/// An inbox with the webhooks `github`, `registry` and `quay`, and the API before it; what it has looked at is remembered.
final class Hooks: Sendable {
    static let secret = SecretValue("a secret of thirty-two characters")
    let receivers: [String: WebhookReceiver] = [
        "github": WebhookReceiver(kind: .github, secrets: [Hooks.secret]),
        "registry": WebhookReceiver(kind: .distribution, secrets: [Hooks.secret]),
        "quay": WebhookReceiver(kind: .quay, secrets: [Hooks.secret]),
    ]
    let inbox: WebhookInbox
    let api: API
    let shop: Shop
    private let looked = Looked()

    private final class Looked: Sendable {
        let hints = Mutex<[Set<Hint>]>([])
    }

    init(buckets: TokenBuckets? = nil, bodyDeadline: Duration = .seconds(10)) throws {
        let receivers = receivers
        let looked = looked
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let inbox = WebhookInbox(
            receivers: { receivers },
            hasten: { hints in
                looked.hints.withLock { $0.append(hints) }
                return Hastened(scans: ["shop"])
            }, log: log)
        self.inbox = inbox
        let shop = try Shop(webhooks: { _ in inbox })
        self.shop = shop
        api = API(
            shop.services, gatekeeper: Gatekeeper(),
            webhooks: WebhookDoor(inbox, bodyDeadline: bodyDeadline, buckets: buckets), log: log)
    }

    /// A delivery that says that an image, or a branch, has changed.
    func sample(_ name: String, id: String = "one") throws -> WebhookRequest {
        let image = try ImageRepository("registry.example.com/shop/api")
        let remote = try RemoteURL("ssh://git@example.com/dev.git")
        let subject: SampleSubject = name == "github" ? .branch(remote, "main") : .image(image, tag: "1.1.0")
        guard let request = receivers[name]?.sample(subject, id: id, now: Date()) else {
            throw CocoaError(.featureUnsupported)
        }
        return request
    }

    func call(_ name: String, _ request: WebhookRequest, from address: String = "192.0.2.1") async -> Answer {
        await call("/webhooks/\(name)", headers: request.allHeaders, query: request.query, from: address) {
            request.body
        }
    }

    func call(
        _ path: String, method: HTTPRequest.Method = .post, headers: [String: String] = [:],
        query: [String: String] = [:], from address: String = "192.0.2.1",
        body: @escaping @Sendable () async throws -> [UInt8]
    ) async -> Answer {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return await api.answer(
            API.Request(
                method: method, path: path, query: query, headers: fields, authorization: headers["authorization"],
                address: address, body: body))
    }

    /// Reads the next so many deliveries, and answers what they all named until now.
    func read(_ count: Int) async -> [Set<Hint>] {
        await inbox.read(count)
        return looked.hints.withLock { $0 }
    }
}
