import Foundation
import Promotion

/// Bitbucket Cloud (support.atlassian.com/bitbucket-cloud/docs/event-payloads): pushes, pull requests and commit statuses.
struct BitbucketCloud: SigningSender {
    let signatures = [(header: "X-Hub-Signature", prefix: "sha256=")]
    let idHeaders = ["X-Request-UUID"]

    func hints(in delivery: Delivery) -> [Hint] {
        let body = delivery.payload
        guard let name = body["repository"]["full_name"].text else { return [] }
        let addresses = delivery.addresses(["https://bitbucket.org/\(name)"])
        let pushed = body["push"]["changes"].list.flatMap { change -> [Hint] in
            // A branch that was deleted has no `new`.
            let state = change["new"].isMissing ? change["old"] : change["new"]
            guard let name = state["name"].text else { return [] }
            return addresses.hints(state["type"].text == "tag" ? .tag(name) : .branch(name))
        }
        return pushed + addresses.mergeRequest(body["pullrequest"]["id"].number)
            + addresses.branch(body["commit_status"]["refname"].text)
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .branch(let remote, let branch) = subject, let address = GitAddress(remote) else { return nil }
        let change = ["new": ["type": "branch", "name": branch]]
        let body = json(["push": ["changes": [change]], "repository": ["full_name": address.path]])
        return WebhookRequest(
            headers: [("X-Event-Key", "repo:push"), ("X-Request-UUID", id), ("Content-Type", "application/json")],
            body: body)
    }
}
