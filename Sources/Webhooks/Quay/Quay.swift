import Promotion

/// Quay's repository push notification (docs.projectquay.io), which signs nothing.
struct Quay: AddressSender {
    func hints(in delivery: Delivery) -> [Hint] {
        let tags = delivery.payload["updated_tags"].list.map(\.text)
        return (tags.isEmpty ? [nil] : tags).flatMap { tag in
            delivery.image(reference: delivery.payload["docker_url"].text, tag: tag)
        }
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject else { return nil }
        let body = json(["docker_url": repository.description, "updated_tags": [tag], "name": id])
        return WebhookRequest(headers: [("Content-Type", "application/json")], body: body)
    }
}
