import Foundation
import Promotion

/// GitHub and GitHub Enterprise (docs.github.com/webhooks/webhook-events-and-payloads): pushes, pull requests and all that
/// happens to them, checks, statuses, and packages.
struct GitHub: SigningSender {
    let signatures = [(header: "X-Hub-Signature-256", prefix: "sha256=")]
    let idHeaders = ["X-GitHub-Delivery"]

    func hints(in delivery: Delivery) -> [Hint] {
        let body = delivery.payload
        let repository = body["repository"]
        let addresses = delivery.addresses([repository["clone_url"].text, repository["ssh_url"].text])
        switch delivery.request["X-GitHub-Event"] {
        case "push":
            return addresses.hints(body["ref"].text.flatMap(Hint.GitChange.init(reference:)))
        case "create", "delete":
            guard let name = body["ref"].text else { return [] }
            return addresses.hints(body["ref_type"].text == "tag" ? .tag(name) : .branch(name))
        case "pull_request", "pull_request_review", "pull_request_review_comment", "pull_request_review_thread":
            return addresses.mergeRequest(body["pull_request"]["number"].number)
        case "issue_comment":
            guard !body["issue"]["pull_request"].isMissing else { return [] }
            return addresses.mergeRequest(body["issue"]["number"].number)
        case "check_suite", "check_run", "workflow_run":
            return checks(body, addresses)
        case "status":
            return body["branches"].list.flatMap { addresses.branch($0["name"].text) }
        case "package": return delivery.package(body["package"])
        case "registry_package": return delivery.package(body["registry_package"])
        default: return []
        }
    }

    private func checks(_ body: Payload, _ addresses: [GitAddress]) -> [Hint] {
        let suite = body["check_run"]["check_suite"]
        let checks = [body["check_suite"], body["check_run"], suite, body["workflow_run"]]
        return checks.flatMap { check in
            check["pull_requests"].list.flatMap { addresses.mergeRequest($0["number"].number) }
                + addresses.branch(check["head_branch"].text)
        }
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        switch subject {
        case .branch(let remote, let branch):
            let body = json([
                "ref": "refs/heads/\(branch)", "repository": ["ssh_url": remote.description],
            ])
            return WebhookRequest(headers: headers("push", id), body: body)
        case .image(let repository, let tag):
            let package: [String: any Sendable] = [
                "package_type": "CONTAINER", "package_version": ["package_url": "\(repository):\(tag)"],
            ]
            let body = json(["action": "published", "package": package])
            return WebhookRequest(headers: headers("package", id), body: body)
        }
    }

    private func headers(_ event: String, _ id: String) -> [(String, String)] {
        [("X-GitHub-Event", event), ("X-GitHub-Delivery", id), ("Content-Type", "application/json")]
    }
}

extension Delivery {
    /// A container that GitHub's registry has a new version of. The tag's name is often empty, and its reference is in one
    /// of two places.
    fileprivate func package(_ package: Payload) -> [Hint] {
        let kinds = [package["package_type"].text, package["ecosystem"].text].compactMap { $0?.lowercased() }
        guard kinds.contains("container") || kinds.contains("docker") else { return [] }
        let version = package["package_version"]
        let tag = version["container_metadata"]["tag"]["name"].text
        let command = version["installation_command"].text?.split(separator: " ").last.map(String.init)
        for reference in [version["package_url"].text, command] {
            let hints = image(reference: reference?.lowercased(), tag: tag)
            if !hints.isEmpty { return hints }
        }
        guard let owner = package["owner"]["login"].text, let name = package["name"].text else { return [] }
        return image("\(owner)/\(name)".lowercased(), on: "ghcr.io", tag: tag)
    }
}
