import Forges
import Foundation
import Promotion
import TrialKit

/// The repository of a trial.
enum Scratch {
    /// One that is there, or one that is made where the host lets an account do so, and deleted at the trial's end.
    static func repository(_ api: LiveAPI, owner: String?, name: String?, _ trial: Trial) async throws
        -> ForgeRepository
    {
        if let name {
            guard let owner, let repository = ForgeRepository(path: "\(owner)/\(name)") else {
                throw TrialFailure("A repository has an owner, too: name it with --owner.")
            }
            return repository
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
            var body: [String: any Sendable] = [
                "name": name, "initialize_with_readme": true, "default_branch": "main", "visibility": "private",
            ]
            if let owner { body["namespace_id"] = try await namespace(owner, api) }
            made = try await api.call("POST", "/projects", body)["path_with_namespace"]
        case .azureDevOps, .bitbucketCloud, .bitbucketDataCenter:
            throw TrialFailure("No repository is made on this host: name one with --owner and --repo.")
        }
        guard let path = made.text, let repository = ForgeRepository(path: path) else {
            throw TrialFailure("The host does not say what it calls the new repository.")
        }
        trial.atEnd {
            try await api.call("DELETE", api.below(repository))
            trial.done("deleted the repository that was made for it")
        }
        trial.done("made a repository for it")
        return repository
    }

    /// GitLab takes the number of a group only.
    private static func namespace(_ owner: String, _ api: LiveAPI) async throws -> Int {
        let answer = try await api.call("GET", "/namespaces/" + owner.replacing("/", with: "%2F"))
        guard let id = answer["id"].text.flatMap(Int.init) else { throw TrialFailure("There is no group \(owner).") }
        return id
    }
}
