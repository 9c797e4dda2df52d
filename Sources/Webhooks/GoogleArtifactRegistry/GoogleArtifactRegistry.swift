import Foundation
import Promotion

/// Google Artifact Registry and the former Container Registry, whose notifications a Pub/Sub subscription pushes
/// (docs.cloud.google.com/artifact-registry/docs/configure-notifications). The secret is in the subscription's address.
struct GoogleArtifactRegistry: AddressSender {
    func id(in payload: Payload) -> String? { payload["message"]["messageId"].text }

    func hints(in delivery: Delivery) -> [Hint] {
        guard let text = delivery.payload["message"]["data"].text, let data = Data(base64Encoded: text),
            let event = try? Payload(Array(data)), event["action"].text == "INSERT"
        else { return [] }
        // What was pushed without a tag has a digest only, and is announced again with its tag.
        return delivery.image(reference: event["tag"].text)
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject else { return nil }
        let event = json(["action": "INSERT", "tag": "\(repository):\(tag)"])
        let message = ["data": Data(event).base64EncodedString(), "messageId": id]
        return WebhookRequest(
            headers: [("Content-Type", "application/json")],
            body: json(["message": message, "subscription": "projects/sluice/subscriptions/sample"]))
    }
}
