import Foundation
import Promotion

/// The distribution project's notifications (distribution.github.io/distribution/about/notifications), which GitLab's registry
/// and others of its kind send too. The secret stands in a header of the endpoint's configuration.
struct Distribution: TokenSender {
    /// Of the envelope's first event; a retry sends the same ones.
    func id(in payload: Payload) -> String? { payload["events"].list.first?["id"].text }

    func hints(in delivery: Delivery) -> [Hint] {
        delivery.payload["events"].list.flatMap { event -> [Hint] in
            let target = event["target"]
            // Blobs and manifests without a tag are announced too, before the one that matters; and every pull.
            guard event["action"].text == "push", let tag = target["tag"].text else { return [] }
            let registry = event["request"]["host"].text ?? target["url"].text.flatMap(authority)
            return delivery.image(target["repository"].text, on: registry, tag: tag)
        }
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject else { return nil }
        let event: [String: any Sendable] = [
            "id": id, "action": "push", "request": ["host": repository.registry],
            "target": ["repository": repository.path, "tag": tag],
        ]
        return WebhookRequest(
            headers: [("Content-Type", "application/vnd.docker.distribution.events.v2+json")],
            body: json(["events": [event]]))
    }
}
