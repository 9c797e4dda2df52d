import Promotion

/// JFrog Artifactory's Docker events (jfrog.com/help, "Event Types"), signed with the webhook's secret.
///
/// An image of one repository has two names, below a path and below a host of the repository's own: both are hinted at.
struct JFrog: SigningSender {
    let signatures = [(header: "X-JFrog-Event-Auth", prefix: "")]

    func hints(in delivery: Delivery) -> [Hint] {
        let body = delivery.payload
        guard body["domain"].text == "docker", ["pushed", "promoted"].contains(body["event_type"].text),
            let image = body["data"]["image_name"].text, let key = body["data"]["repo_key"].text
        else { return [] }
        let tag = body["data"]["tag"].text
        let server = body["jpd_origin"].text.flatMap(authority)
        let below = delivery.image("\(key)/\(image)", on: server, tag: tag)
        let beside = delivery.image(image, on: server.map { "\(key).\($0)" }, tag: tag)
        return below + beside
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject,
            let slash = repository.path.firstIndex(of: "/")
        else { return nil }
        let data = [
            "repo_key": String(repository.path[..<slash]), "tag": tag, "name": id,
            "image_name": String(repository.path[repository.path.index(after: slash)...]),
        ]
        let body = json([
            "domain": "docker", "event_type": "pushed", "data": data, "jpd_origin": "https://\(repository.registry)",
        ])
        return WebhookRequest(headers: [("Content-Type", "application/json")], body: body)
    }
}
