import Foundation
import Promotion
import Synchronization

/// Bitbucket Cloud by its REST API, version 2.0, with an access token of a repository or workspace, or `email:token` of a
/// person.
///
/// A merge compares nothing: the head is read right before. Commits are told by their first twelve digits, and looked up.
final class BitbucketCloud: HostForge {
    let host: Host
    let capabilities = ForgeCapabilities(
        lacks: [
            .autoMerge, .deletionGuard, .headGuard, .labels, .mergeability, .requiredChecks, .reviewHeads, .reviewers,
        ],
        methods: [.merge, .squash], titleLimit: 255, bodyLimit: 32_768,
        markdown: .bitbucketCloud)
    /// Whole ids of commits by their beginnings, which never change.
    private let commits = Mutex<[String: String]>([:])

    init(_ settings: ForgeSettings, _ make: (Host.Dialect) -> Host) {
        let isCloud = settings.baseURL == "https://bitbucket.org"
        host = make(
            Host.Dialect(
                name: "Bitbucket", api: (isCloud ? "https://api.bitbucket.org" : settings.baseURL) + "/2.0",
                authorization: { token in
                    guard token.contains(":") else { return ("Authorization", "Bearer \(token)") }
                    return ("Authorization", "Basic \(Data(token.utf8).base64EncodedString())")
                }, hides: .linkDefinition))
    }

    func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository { try plainRepository(of: remote) }

    func address(of place: ForgePlace, in repository: ForgeRepository) -> String {
        plainAddress(of: place, in: repository, commit: "/commits/", file: "/src/", mergeRequest: "/pull-requests/")
    }

    /// The steps of a call below a repository.
    func path(_ repository: ForgeRepository, _ steps: String...) -> [String] {
        ["repositories", repository.owner, repository.name] + steps
    }

    func look(at repository: ForgeRepository) async throws(Problem) {
        _ = try await host.send(HostCall("GET", path(repository), for: "looking at \(repository)"))
    }

    func tip(of branch: String, in repository: ForgeRepository) async throws(Problem) -> CommitID? {
        struct Branch: Decodable { var target: CloudPull.Commit }
        let answer = try await host.send(
            HostCall(
                "GET", path(repository, "refs", "branches", branch),
                for: "reading the branch \(branch) of \(repository)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: repository) }
        return CommitID(hex: try answer.decoded(Branch.self).target.hash)
    }

    func sendDelete(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> String? {
        let answer = try await host.send(
            HostCall(
                "DELETE", path(repository, "refs", "branches", branch),
                for: "deleting the branch \(branch) of \(repository)", expecting: [400, 403, 404]))
        return answer.isSuccess ? nil : answer.words
    }

    func sendStatus(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        let state =
            switch status.state {
            case .pending: "INPROGRESS"
            case .success, .skipped: "SUCCESSFUL"
            case .failure: "FAILED"
            }
        // A key has forty characters at most.
        let key = status.name.utf16.count <= 40 ? status.name : stableHash([status.name])
        _ = try await host.send(
            HostCall(
                "POST", path(repository, "commit", commit.hex, "statuses", "build"),
                body: .object([
                    "key": .text(key), "name": .text(status.name.clipped(to: 255)),
                    "state": .text(state),
                    "description": .text(status.summary),
                    // Required.
                    "url": .text(status.address ?? address(of: .commit(commit), in: repository)),
                ]), for: "posting \(status.name) on \(commit.short) of \(repository)"))
    }

    /// The whole id of a commit that the host abbreviates.
    func whole(_ hash: String?, in repository: ForgeRepository) async throws(Problem) -> CommitID? {
        guard let hash, !hash.isEmpty else { return nil }
        guard hash.utf8.count < 40 else { return CommitID(hex: hash) }
        if let known = commits.withLock({ $0[hash] }) { return CommitID(hex: known) }
        let answer = try await host.send(
            HostCall("GET", path(repository, "commit", hash), for: "looking up the commit \(hash) of \(repository)"))
        let commit = try answer.decoded(CloudPull.Commit.self).hash
        commits.withLock { commits in
            if commits.count >= 10_000 { commits = [:] }
            commits[hash] = commit
        }
        return CommitID(hex: commit)
    }

    /// A whole list, whose next page's address is a member.
    func list<Item: Decodable & Sendable>(
        _ call: HostCall, of type: Item.Type
    ) async throws(Problem) -> [Item] {
        try await host.pages(call, of: CloudPage<Item>.self, next: { $0.next }, items: { $0.values })
    }
}

/// One page of a list of Bitbucket Cloud's.
struct CloudPage<Item: Decodable & Sendable>: Decodable, Sendable {
    var values: [Item]
    var next: String?
}
