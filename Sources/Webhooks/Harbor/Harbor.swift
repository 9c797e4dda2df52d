import Promotion

/// Harbor (goharbor.io/docs/working-with-projects/project-configuration/configure-webhooks), in its own format or as
/// CloudEvents. The secret is the policy's "Auth Header".
struct Harbor: TokenSender {
    func id(in payload: Payload) -> String? { payload["id"].text }

    func hints(in delivery: Delivery) -> [Hint] {
        let type = delivery.payload["type"].text
        guard type == "PUSH_ARTIFACT" || type == "harbor.artifact.pushed" else { return [] }
        let data = delivery.payload["event_data"].isMissing ? delivery.payload["data"] : delivery.payload["event_data"]
        return data["resources"].list.flatMap { resource in
            // Of an artifact without a tag this is its digest.
            let tag = resource["tag"].text.flatMap { $0.contains(":") ? nil : $0 }
            return delivery.image(reference: resource["resource_url"].text, tag: tag)
        }
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject else { return nil }
        let resource = ["tag": tag, "resource_url": "\(repository):\(tag)"]
        let body = json(["type": "PUSH_ARTIFACT", "operator": id, "event_data": ["resources": [resource]]])
        return WebhookRequest(headers: [("Content-Type", "application/json")], body: body)
    }
}
