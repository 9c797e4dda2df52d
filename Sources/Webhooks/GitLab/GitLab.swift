import Foundation
import Promotion
import Secrets

/// GitLab (docs.gitlab.com/user/project/integrations/webhook_events): pushes, merge requests, notes, pipelines and jobs.
///
/// A secret that starts with `whsec_` is a signing token, and nothing but a signature proves its holder then; any other is
/// the secret token, which is sent as it is.
struct GitLab: Sender {
    private static let token = "X-Gitlab-Token"

    /// The first one is signed where anything is. The last one is a webhook's, and the same for what follows from one event.
    let idHeaders = [StandardWebhooks.id, "Idempotency-Key", "X-Gitlab-Event-UUID"]

    func isAuthentic(_ request: WebhookRequest, secret: SecretValue, now: Date) -> Bool {
        if let key = StandardWebhooks.key(secret) { return StandardWebhooks.isValid(request, key: key, now: now) }
        return request[Self.token].map { SharedToken.matches($0, secret) } ?? false
    }

    func hints(in delivery: Delivery) -> [Hint] {
        let body = delivery.payload
        let project = body["project"]
        let addresses = delivery.addresses([
            project["git_ssh_url"].text, project["git_http_url"].text ?? project["http_url"].text,
        ])
        let attributes = body["object_attributes"]
        switch body["object_kind"].text {
        case "push", "tag_push":
            return addresses.hints(body["ref"].text.flatMap(Hint.GitChange.init(reference:)))
        case "merge_request":
            return addresses.mergeRequest(attributes["iid"].number)
        case "note":
            return addresses.mergeRequest(body["merge_request"]["iid"].number)
        case "pipeline":
            return addresses.mergeRequest(body["merge_request"]["iid"].number)
                + addresses.reference(attributes["ref"].text, isTag: attributes["tag"].flag)
        case "build":
            return addresses.reference(body["ref"].text, isTag: body["tag"].flag)
        default: return []
        }
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .branch(let remote, let branch) = subject else { return nil }
        let body = json([
            "object_kind": "push", "ref": "refs/heads/\(branch)", "project": ["git_ssh_url": remote.description],
        ])
        return WebhookRequest(
            headers: [
                ("X-Gitlab-Event", "Push Hook"), ("Idempotency-Key", id), ("Content-Type", "application/json"),
            ], body: body)
    }

    func sign(_ request: inout WebhookRequest, secret: SecretValue, id: String, now: Date) {
        if let key = StandardWebhooks.key(secret) {
            StandardWebhooks.sign(&request, id: id, key: key, now: now)
        } else {
            request[Self.token] = secret.text
        }
    }
}

extension [GitAddress] {
    fileprivate func reference(_ name: String?, isTag: Bool?) -> [Hint] {
        name.map { hints(isTag == true ? .tag($0) : .branch($0)) } ?? []
    }
}
