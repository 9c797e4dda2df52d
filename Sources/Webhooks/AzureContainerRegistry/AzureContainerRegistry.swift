import Promotion

/// Azure Container Registry (learn.microsoft.com/azure/container-registry/container-registry-webhook-reference). The secret
/// stands in a custom header.
struct AzureContainerRegistry: TokenSender {
    func id(in payload: Payload) -> String? { payload["id"].text }

    func hints(in delivery: Delivery) -> [Hint] { delivery.azureImage(in: delivery.payload) }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject else { return nil }
        let body = json([
            "id": id, "action": "push", "target": ["repository": repository.path, "tag": tag],
            "request": ["host": repository.registry],
        ])
        return WebhookRequest(headers: [("Content-Type", "application/json")], body: body)
    }
}

extension Delivery {
    /// The image of a push, of an event's own body or of the `data` of one by Event Grid.
    func azureImage(in event: Payload) -> [Hint] {
        guard ["push", "chart_push"].contains(event["action"].text) else { return [] }
        return image(
            event["target"]["repository"].text, on: event["request"]["host"].text, tag: event["target"]["tag"].text)
    }
}
