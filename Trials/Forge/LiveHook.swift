import Forges
import Foundation
import PortsTestKit
import Promotion
import Secrets
import Synchronization
import TrialKit
import Webhooks

/// A webhook of the trial's own at a live host, as each host registers one.
final class LiveHook: ForgeHook {
    private let api: LiveAPI
    private let repository: ForgeRepository
    /// Where the host reaches the listener.
    private let url: String
    private let listener: HookListener
    private let secret = UUID().uuidString.lowercased()
    private let registered = Mutex<String?>(nil)

    init(_ api: LiveAPI, _ repository: ForgeRepository, url: String, listener: HookListener) {
        self.api = api
        self.repository = repository
        self.url = url
        self.listener = listener
    }

    func register() async throws {
        let answer = try await api.call("POST", address, try await order())
        guard let id = (answer["id"].text ?? answer["uuid"].text) else {
            throw TrialFailure("The host does not say what it calls the webhook.")
        }
        registered.withLock { $0 = id }
    }

    func missing(of id: MergeRequestID) async throws -> String? {
        let receiver = WebhookReceiver(
            kind: kind, secrets: [SecretValue(secret)], host: URLComponents(string: api.url)?.host)
        let requests = listener.requests
        let proven = requests.filter { receiver.verdict(on: $0, now: Date()) != .refused }
        for request in proven {
            let hears = try receiver.read(request).hints.contains { hint in
                guard case .mergeRequest(let address, let number) = hint, number == id.number else { return false }
                return address.path.hasSuffix(repository.name.lowercased())
            }
            if hears { return nil }
        }
        return "a webhook that tells of merge request \(id.number): of \(requests.count) deliveries "
            + "\(proven.count) prove that the host sent them"
    }

    func remove() async throws {
        guard let id = registered.withLock({ $0 }) else { return }
        let step = id.addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(["-"])) ?? id
        let version = api.kind == .azureDevOps ? "?api-version=7.1" : ""
        try await api.call("DELETE", path + "/" + step + version)
        registered.withLock { $0 = nil }
    }

    private var kind: WebhookKind {
        switch api.kind {
        case .azureDevOps: .azureDevOps
        case .bitbucketCloud: .bitbucketCloud
        case .bitbucketDataCenter: .bitbucketDataCenter
        case .gitea: .gitea
        case .github: .github
        case .gitlab: .gitlab
        }
    }

    private var path: String {
        switch api.kind {
        case .azureDevOps: "/\(organization)/_apis/hooks/subscriptions"
        case .bitbucketDataCenter: api.below(repository) + "/webhooks"
        case .bitbucketCloud, .gitea, .github, .gitlab: api.below(repository) + "/hooks"
        }
    }

    private var address: String { api.kind == .azureDevOps ? path + "?api-version=7.1" : path }
    private var organization: String { repository.steps.dropLast(2).joined(separator: "/") }

    private func order() async throws -> [String: any Sendable] {
        switch api.kind {
        case .github:
            let config = ["url": url, "content_type": "json", "secret": secret]
            return ["name": "web", "active": true, "events": ["pull_request"], "config": config]
        case .gitea:
            let config = ["url": url, "content_type": "json", "secret": secret]
            return ["type": "gitea", "active": true, "events": ["pull_request"], "config": config]
        case .gitlab: return ["url": url, "token": secret, "merge_requests_events": true, "push_events": false]
        case .bitbucketCloud:
            return [
                "description": "A trial of Sluice", "url": url, "active": true, "secret": secret,
                "events": ["pullrequest:created"],
            ]
        case .bitbucketDataCenter:
            return [
                "name": "A trial of Sluice", "url": url, "active": true, "configuration": ["secret": secret],
                "events": ["pr:opened"],
            ]
        case .azureDevOps:
            let shown = try await api.call("GET", api.below(repository) + "?api-version=7.1")
            return [
                "publisherId": "tfs", "eventType": "git.pullrequest.created", "resourceVersion": "1.0",
                "consumerId": "webHooks", "consumerActionId": "httpRequest",
                "publisherInputs": [
                    "projectId": shown["project"]["id"].text ?? "", "repository": shown["id"].text ?? "",
                ],
                "consumerInputs": ["url": url, "basicAuthUsername": "sluice", "basicAuthPassword": secret],
            ]
        }
    }
}
