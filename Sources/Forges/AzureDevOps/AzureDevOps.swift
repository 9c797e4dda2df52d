import Foundation
import Promotion

/// Azure DevOps Services and Server by its REST API 7.1, with a personal access token. A repository is
/// `organization/project/name`.
///
/// A merge runs in the background: an order that was taken may read as under way. The host's auto-complete does not compare
/// the head, and is not used.
final class AzureDevOps: HostForge {
    let host: Host
    let capabilities = ForgeCapabilities(
        lacks: [.autoMerge, .forks, .requiredChecks, .reviewHeads, .reviewTimes, .reviewers],
        methods: [.merge, .squash, .rebase], titleLimit: 400, bodyLimit: 4000, commentLimit: 150_000,
        markdown: .azureDevOps)

    init(_ settings: ForgeSettings, _ make: (Host.Dialect) -> Host) {
        host = make(
            Host.Dialect(
                name: "Azure DevOps", api: settings.baseURL,
                authorization: { ("Authorization", "Basic \(Data(":\($0)".utf8).base64EncodedString())") },
                unauthorized: [203, 401], hides: .linkDefinition))
    }

    /// `git@ssh.dev.azure.com:v3/organization/project/name`, or `https://host/organization/project/_git/name`.
    func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository {
        var steps = try plainRepository(of: remote).steps
        if steps.first == "v3" { steps.removeFirst() }
        steps.removeAll { $0 == "_git" || $0 == "_ssh" }
        guard steps.count == 3, let repository = ForgeRepository(path: steps.joined(separator: "/")) else {
            throw .permanent(
                "\(remote) is no repository of Azure DevOps.",
                remedy: "Its path has an organization, a project and a name.")
        }
        return repository
    }

    func address(of place: ForgePlace, in repository: ForgeRepository) -> String {
        let root =
            "\(host.settings.baseURL)/\(percentEncoded(repository.owner, keeping: "/"))/_git/"
            + percentEncoded(repository.name)
        return switch place {
        case .repository: root
        case .commit(let commit): root + "/commit/\(commit)"
        case .file(let path, let commit): root + "?path=/\(percentEncoded(path, keeping: "/"))&version=GC\(commit)"
        case .mergeRequest(let number): root + "/pullrequest/\(number)"
        }
    }

    /// A call below a repository; every one names the version.
    func call(
        _ method: String, _ repository: ForgeRepository, _ steps: [String], query: [(String, String)] = [],
        body: JSONBody? = nil, for purpose: String, expecting expected: Set<Int> = []
    ) -> HostCall {
        HostCall(
            method,
            repository.owner.split(separator: "/").map(String.init) + ["_apis", "git", "repositories", repository.name]
                + steps, query: query + [("api-version", "7.1")], body: body, for: purpose, expecting: expected)
    }

    func look(at repository: ForgeRepository) async throws(Problem) {
        _ = try await host.send(call("GET", repository, [], for: "looking at \(repository)"))
    }

    func tip(of branch: String, in repository: ForgeRepository) async throws(Problem) -> CommitID? {
        struct Reference: Decodable, Sendable {
            var name: String
            var objectId: String
        }
        // The filter finds names that begin so.
        let answer = try await host.send(
            call(
                "GET", repository, ["refs"], query: [("filter", "heads/\(branch)")],
                for: "reading the branch \(branch) of \(repository)"))
        return try answer.decoded(AzureList<Reference>.self).value.first { $0.name == "refs/heads/\(branch)" }
            .map { CommitID(hex: $0.objectId) }
    }

    /// A reference moves to nothing, and only from `head`.
    func sendDelete(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> String? {
        struct Update: Decodable, Sendable {
            var success: Bool
            var updateStatus: String?
        }
        let answer = try await host.send(
            call(
                "POST", repository, ["refs"],
                body: .list([
                    .object([
                        "name": .text("refs/heads/\(branch)"), "oldObjectId": .text(head.hex),
                        "newObjectId": .text(String(repeating: "0", count: 40)),
                    ])
                ]), for: "deleting the branch \(branch) of \(repository)", expecting: [400, 403]))
        let update = answer.isSuccess ? try answer.decoded(AzureList<Update>.self).value.first : nil
        return update?.success == true ? nil : update?.updateStatus ?? answer.words
    }

    /// A status has a genre and a name: what comes before the first slash, and the rest.
    func sendStatus(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        let state =
            switch status.state {
            case .pending: "pending"
            case .success: "succeeded"
            case .failure: "failed"
            case .skipped: "notApplicable"
            }
        let parts = status.name.split(separator: "/", maxSplits: 1).map(String.init)
        _ = try await host.send(
            call(
                "POST", repository, ["commits", commit.hex, "statuses"],
                body: .of([
                    "state": .text(state), "description": .text(status.summary),
                    "targetUrl": .optional(status.address),
                    "context": .of([
                        "name": .text(parts.last ?? status.name), "genre": parts.count > 1 ? .text(parts[0]) : nil,
                    ]),
                ]), for: "posting \(status.name) on \(commit.short) of \(repository)"))
    }
}

/// A list of Azure DevOps'.
struct AzureList<Item: Decodable & Sendable>: Decodable, Sendable { var value: [Item] }
