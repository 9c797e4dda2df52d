import Foundation
import Promotion

/// Azure DevOps service hooks (learn.microsoft.com/azure/devops/service-hooks/events): pushes, pull requests and comments.
/// Nothing is signed: the secret is the password of basic authentication, or stands in a header.
struct AzureDevOps: TokenSender {
    func id(in payload: Payload) -> String? { payload["id"].text }

    func hints(in delivery: Delivery) -> [Hint] {
        let resource = delivery.payload["resource"]
        // A comment's pull request is one level further down.
        let request = resource["pullRequest"].isMissing ? resource : resource["pullRequest"]
        let addresses = delivery.addresses(Self.addresses(of: request["repository"]))
        switch delivery.payload["eventType"].text {
        case "git.push":
            return resource["refUpdates"].list.flatMap {
                addresses.hints($0["name"].text.flatMap(Hint.GitChange.init(reference:)))
            }
        case "git.pullrequest.created", "git.pullrequest.updated", "git.pullrequest.merged",
            "ms.vss-code.git-pullrequest-comment-event":
            return addresses.mergeRequest(request["pullRequestId"].number)
        default: return []
        }
    }

    /// The address over HTTPS, and the one over SSH, whose host and path are others.
    private static func addresses(of repository: Payload) -> [String?] {
        let url = repository["remoteUrl"].text
        return [repository["sshUrl"].text, url, url.flatMap(ssh)]
    }

    /// `https://dev.azure.com/organisation/project/_git/repository` over SSH, and the same of `*.visualstudio.com`.
    private static func ssh(_ url: String) -> String? {
        guard let address = GitAddress(url) else { return nil }
        var steps = address.path.split(separator: "/").map(String.init)
        var host = "ssh.dev.azure.com"
        if address.host.hasSuffix(".visualstudio.com") {
            host = "vs-ssh.visualstudio.com"
            steps.insert(String(address.host.dropLast(".visualstudio.com".count)), at: 0)
        } else if address.host != "dev.azure.com" {
            return nil
        }
        // A project's repository of the same name is written without the project.
        if steps.count == 3, steps[1] == "_git" { steps.insert(steps[2], at: 1) }
        guard steps.count == 4, steps[2] == "_git" else { return nil }
        return "ssh://\(host)/v3/\(steps[0])/\(steps[1])/\(steps[3])"
    }

    func sample(_ subject: SampleSubject, id: String) -> WebhookRequest? {
        guard case .branch(let remote, let branch) = subject else { return nil }
        let resource: [String: any Sendable] = [
            "refUpdates": [["name": "refs/heads/\(branch)"]], "repository": ["sshUrl": remote.description],
        ]
        let body = json(["id": id, "eventType": "git.push", "resource": resource])
        return WebhookRequest(headers: [("Content-Type", "application/json")], body: body)
    }
}
