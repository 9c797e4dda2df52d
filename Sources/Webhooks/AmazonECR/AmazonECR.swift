import Promotion

/// Amazon ECR, whose events an EventBridge rule sends to an API destination
/// (docs.aws.amazon.com/AmazonECR/latest/userguide/ecr-eventbridge.html). The secret stands in the connection's header.
struct AmazonECR: TokenSender {
    func id(in payload: Payload) -> String? { payload["id"].text }

    func hints(in delivery: Delivery) -> [Hint] {
        let event = delivery.payload
        let detail = event["detail"]
        guard detail["action-type"].text == "PUSH", detail["result"].text == "SUCCESS",
            let account = event["account"].text, let region = event["region"].text
        else { return [] }
        let domain = region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
        return delivery.image(
            detail["repository-name"].text, on: "\(account).dkr.ecr.\(region).\(domain)", tag: detail["image-tag"].text)
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .image(let repository, let tag) = subject else { return nil }
        let steps = repository.registry.split(separator: ".").map(String.init)
        guard steps.count > 4, steps[1] == "dkr", steps[2] == "ecr" else { return nil }
        let detail = [
            "action-type": "PUSH", "result": "SUCCESS", "repository-name": repository.path, "image-tag": tag,
        ]
        let body = json([
            "id": id, "detail-type": "ECR Image Action", "source": "aws.ecr", "account": steps[0], "region": steps[3],
            "detail": detail,
        ])
        return WebhookRequest(headers: [("Content-Type", "application/json")], body: body)
    }
}
