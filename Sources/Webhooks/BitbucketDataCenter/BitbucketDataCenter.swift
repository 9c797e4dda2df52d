import Foundation
import Promotion

/// Bitbucket Data Center (confluence.atlassian.com/bitbucketserver/event-payload): pushes and pull requests.
///
/// Newer servers name a repository's addresses; of older ones only project and name are known, and the configuration must say
/// the host.
struct BitbucketDataCenter: SigningSender {
    let signatures = [(header: "X-Hub-Signature", prefix: "sha256=")]
    let idHeaders = ["X-Request-Id"]

    func hints(in delivery: Delivery) -> [Hint] {
        let body = delivery.payload
        let request = body["pullRequest"]
        let merged = delivery.addresses(of: request["toRef"]["repository"]).mergeRequest(request["id"].number)
        let addresses = delivery.addresses(of: body["repository"])
        return merged
            + body["changes"].list.flatMap { change in
                let name = change["ref"]["id"].text ?? change["refId"].text
                return addresses.hints(name.flatMap(Hint.GitChange.init(reference:)))
            }
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .branch(let remote, let branch) = subject else { return nil }
        let links = ["clone": [["href": remote.description, "name": "ssh"]]]
        let body = json([
            "eventKey": "repo:refs_changed", "repository": ["links": links],
            "changes": [["ref": ["id": "refs/heads/\(branch)"]]],
        ])
        return WebhookRequest(
            headers: [
                ("X-Event-Key", "repo:refs_changed"), ("X-Request-Id", id), ("Content-Type", "application/json"),
            ],
            body: body)
    }
}

extension Delivery {
    fileprivate func addresses(of repository: Payload) -> [GitAddress] {
        let clones = repository["links"]["clone"].list.compactMap { $0["href"].text }
        guard clones.isEmpty else {
            // Over HTTP the paths are below /scm/, and not over SSH.
            return addresses(clones.map { $0.replacing("/scm/", with: "/", maxReplacements: 1) })
        }
        guard let host, let project = repository["project"]["key"].text, let name = repository["slug"].text else {
            return []
        }
        return addresses(["ssh://\(host)/\(project)/\(name)"])
    }
}
