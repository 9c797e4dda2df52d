import Foundation
import Promotion
import Secrets

/// CloudEvents 1.0 over HTTP (cloudevents.io), structured or binary, of whoever can sign or send a header: Harbor, Azure Event
/// Grid, CDEvents of a build, or `dev.sluice.hint` with `data` of `{"image": …}` or `{"git": …, "branch": …}`.
struct CloudEventsSender: Sender {
    /// What Sluice's own webhooks are signed with.
    private static let signature = "X-Sluice-Signature"

    let idHeaders = ["ce-id"]

    func isAuthentic(_ request: WebhookRequest, secret: SecretValue, now: Date) -> Bool {
        if let signature = request[Self.signature] {
            return BodySignature.isValid(signature, prefix: "sha256=", of: request.body, secret: secret)
        }
        return SharedToken.isSent(in: request, secret)
    }

    func id(in payload: Payload) -> String? { payload["specversion"].text == nil ? nil : payload["id"].text }

    func hints(in delivery: Delivery) -> [Hint] {
        let isBinary = delivery.request["ce-type"] != nil
        let type = delivery.request["ce-type"] ?? delivery.payload["type"].text ?? ""
        let data = isBinary ? delivery.payload : delivery.payload["data"]
        switch type {
        case "harbor.artifact.pushed":
            return data["resources"].list.flatMap { delivery.image(reference: $0["resource_url"].text) }
        case "Microsoft.ContainerRegistry.ImagePushed", "Microsoft.ContainerRegistry.ChartPushed":
            return delivery.azureImage(in: data)
        case _ where type.hasPrefix("dev.cdevents.artifact.published"):
            return delivery.image(reference: (data["subject"]["id"].text).flatMap(Self.image(purl:)))
        default:
            let change: Hint.GitChange =
                data["branch"].text.map { .branch($0) } ?? data["tag"].text.map { .tag($0) } ?? .anything
            return delivery.image(reference: data["image"].text)
                + delivery.addresses([data["git"].text]).hints(change)
        }
    }

    /// The image of a package URL (github.com/package-url/purl-spec, type oci): `pkg:oci/api@sha256:…?repository_url=…`.
    private static func image(purl: String) -> String? {
        guard purl.hasPrefix("pkg:oci/"), let query = purl.firstIndex(of: "?") else { return nil }
        let pairs = purl[purl.index(after: query)...].prefix { $0 != "#" }.split(separator: "&").map {
            $0.split(separator: "=", maxSplits: 1).map { String($0).removingPercentEncoding ?? "" }
        }
        func value(_ key: String) -> String? { pairs.first { $0.first == key && $0.count == 2 }?[1] }
        guard let repository = value("repository_url") else { return nil }
        return value("tag").map { "\(repository):\($0)" } ?? repository
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        let data: [String: any Sendable] =
            switch subject {
            case .image(let repository, let tag): ["image": "\(repository):\(tag)"]
            case .branch(let remote, let branch): ["git": remote.description, "branch": branch]
            }
        let event: [String: any Sendable] = [
            "specversion": "1.0", "id": id, "source": "/sluice/sample", "type": "dev.sluice.hint", "data": data,
        ]
        return WebhookRequest(headers: [("Content-Type", "application/cloudevents+json")], body: json(event))
    }

    func sign(_ request: inout WebhookRequest, secret: SecretValue, id: String, now: Date) {
        request[Self.signature] = "sha256=" + BodySignature.hex(request.body, secret: secret)
    }
}
