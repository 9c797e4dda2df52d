import Promotion

/// Docker Hub (docs.docker.com/docker-hub/repos/manage/webhooks), which signs nothing and sends no header of one's own.
struct DockerHub: AddressSender {
    func hints(in delivery: Delivery) -> [Hint] {
        delivery.image(
            delivery.payload["repository"]["repo_name"].text, on: "docker.io",
            tag: delivery.payload["push_data"]["tag"].text)
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject else { return nil }
        let body = json(["push_data": ["tag": tag, "pusher": id], "repository": ["repo_name": repository.path]])
        return WebhookRequest(headers: [("Content-Type", "application/json")], body: body)
    }
}
