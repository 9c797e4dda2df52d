import Foundation
import Promotion

/// Gitea and Forgejo (docs.gitea.com/usage/webhooks), whose events are GitHub's with differences: approvals have events of
/// their own, and of a package only `X-Gitea-Event-Type` says that it is one.
struct Gitea: SigningSender {
    let signatures = [(header: "X-Forgejo-Signature", prefix: ""), (header: "X-Gitea-Signature", prefix: "")]
    let idHeaders = ["X-Forgejo-Delivery", "X-Gitea-Delivery"]

    func hints(in delivery: Delivery) -> [Hint] {
        let body = delivery.payload
        let repository = body["repository"]
        let addresses = delivery.addresses([repository["ssh_url"].text, repository["clone_url"].text])
        let names = ["X-Forgejo-Event", "X-Gitea-Event", "X-Forgejo-Event-Type", "X-Gitea-Event-Type"]
        let event = delivery.request.first(of: names) ?? ""
        switch event {
        case "push":
            return addresses.hints(body["ref"].text.flatMap(Hint.GitChange.init(reference:)))
        case "create", "delete":
            guard let name = body["ref"].text else { return [] }
            return addresses.hints(body["ref_type"].text == "tag" ? .tag(name) : .branch(name))
        case "issue_comment":
            return body["is_pull"].flag == true ? addresses.mergeRequest(body["issue"]["number"].number) : []
        case "status": return addresses.hints(.anything)
        case "package": return delivery.package(body["package"])
        // `pull_request`, `pull_request_approved`, `pull_request_sync`, `pull_request_comment` and those to come.
        case _ where event.hasPrefix("pull_request"):
            return addresses.mergeRequest(body["number"].number ?? body["pull_request"]["number"].number)
        default: return []
        }
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        switch subject {
        case .branch(let remote, let branch):
            let body = json(["ref": "refs/heads/\(branch)", "repository": ["ssh_url": remote.description]])
            return WebhookRequest(headers: headers("X-Gitea-Event", "push", id), body: body)
        case .image(let repository, let tag):
            guard let slash = repository.path.firstIndex(of: "/") else { return nil }
            let name = repository.path[repository.path.index(after: slash)...]
            let package: [String: any Sendable] = [
                "type": "container", "name": String(name), "version": tag,
                "owner": ["login": String(repository.path[..<slash])],
                "html_url": "https://\(repository.registry)/\(repository.path)",
            ]
            let body = json(["action": "created", "package": package])
            return WebhookRequest(headers: headers("X-Gitea-Event-Type", "package", id), body: body)
        }
    }

    private func headers(_ header: String, _ event: String, _ id: String) -> [(String, String)] {
        [(header, event), ("X-Gitea-Delivery", id), ("Content-Type", "application/json")]
    }
}

extension Delivery {
    /// A container of the instance's own registry; its host is the page's.
    fileprivate func package(_ package: Payload) -> [Hint] {
        guard package["type"].text == "container", let name = package["name"].text,
            let owner = package["owner"]["login"].text
        else { return [] }
        let registry = package["html_url"].text.flatMap(authority)
        return image("\(owner)/\(name)".lowercased(), on: registry, tag: package["version"].text)
    }
}

/// `host` or `host:port` of an address; nil where it has none.
func authority(_ url: String) -> String? {
    guard let scheme = url.firstRange(of: "://") else { return nil }
    let authority = url[scheme.upperBound...].prefix { !"/?#".contains($0) }
    return authority.isEmpty || authority.contains("@") ? nil : String(authority)
}
