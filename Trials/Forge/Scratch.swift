import Forges
import Foundation
import Promotion

/// The repository of a trial: one that is there, or one that is made for it where the host lets an account do so.
struct Scratch: Sendable {
    let repository: ForgeRepository
    private let api: LiveAPI
    private let isOurs: Bool

    init(_ api: LiveAPI, owner: String?, name: String?) async throws {
        self.api = api
        if let name {
            guard let owner, let repository = ForgeRepository(path: "\(owner)/\(name)") else {
                throw TrialFailure("A repository has an owner, too: name it with --owner.")
            }
            self.repository = repository
            isOurs = false
            return
        }
        let name = "sluice-trial-\(UUID().uuidString.lowercased().prefix(8))"
        let made: LiveAPI.Answer
        switch api.kind {
        case .github, .gitea:
            let path = owner.map { "/orgs/\($0)/repos" } ?? "/user/repos"
            var body: [String: any Sendable] = ["name": name, "private": true, "auto_init": true]
            if api.kind == .gitea { body["default_branch"] = "main" }
            made = try await api.call("POST", path, body)["full_name"]
        case .gitlab:
            let body: [String: any Sendable] = [
                "name": name, "initialize_with_readme": true, "default_branch": "main", "visibility": "private",
            ]
            made = try await api.call("POST", "/projects", body)["path_with_namespace"]
        case .azureDevOps, .bitbucketCloud, .bitbucketDataCenter:
            throw TrialFailure("No repository is made on this host: name one with --owner and --repo.")
        }
        guard let path = made.text, let repository = ForgeRepository(path: path) else {
            throw TrialFailure("The host does not say what it calls the new repository.")
        }
        self.repository = repository
        isOurs = true
    }

    func delete() async throws {
        guard isOurs else { return }
        try await api.call("DELETE", api.below(repository))
    }
}
