import Promotion

/// Bitbucket Data Center from 8 on, by its REST API, with an HTTP access token of a project or repository.
///
/// A merge compares the version of the merge request, which a push need not change, and never its head: the head is read
/// right before. The host's own auto-merge does not compare it either, and is not used.
final class BitbucketDataCenter: HostForge {
    let host: Host
    let capabilities = ForgeCapabilities(
        lacks: [.autoMerge, .headGuard, .labels, .requiredChecks, .reviewTimes], methods: [.merge, .squash, .rebase],
        titleLimit: 255, bodyLimit: 32_768, markdown: .bitbucketDataCenter)

    init(_ settings: ForgeSettings, _ make: (Host.Dialect) -> Host) {
        host = make(
            Host.Dialect(
                name: "Bitbucket", api: settings.baseURL + "/rest",
                authorization: { ("Authorization", "Bearer \($0)") },
                hides: .linkDefinition))
    }

    /// `ssh://git@host:7999/key/name.git`, `https://host/scm/key/name.git`.
    func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository {
        let repository = try plainRepository(of: remote)
        let steps = Array(repository.steps.suffix(2))
        return ForgeRepository(path: steps.joined(separator: "/")) ?? repository
    }

    func address(of place: ForgePlace, in repository: ForgeRepository) -> String {
        let owner = repository.owner
        let home =
            owner.hasPrefix("~")
            ? "users/\(percentEncoded(String(owner.dropFirst())))" : "projects/\(percentEncoded(owner))"
        let root = "\(host.settings.baseURL)/\(home)/repos/\(percentEncoded(repository.name))"
        return switch place {
        case .repository: root + "/browse"
        case .commit(let commit): root + "/commits/\(commit)"
        case .file(let path, let commit): root + "/browse/\(percentEncoded(path, keeping: "/"))?at=\(commit)"
        case .mergeRequest(let number): root + "/pull-requests/\(number)"
        }
    }

    /// The steps of a call below a repository; `api` is the part of the API that has it.
    func path(_ repository: ForgeRepository, _ steps: String..., api: String = "api") -> [String] {
        [api, "latest", "projects", repository.owner, "repos", repository.name] + steps
    }

    func look(at repository: ForgeRepository) async throws(Problem) {
        _ = try await host.send(HostCall("GET", path(repository), for: "looking at \(repository)"))
    }

    func tip(of branch: String, in repository: ForgeRepository) async throws(Problem) -> CommitID? {
        struct Branch: Decodable, Sendable {
            var id: String
            var latestCommit: String
        }
        // The filter finds names that contain it.
        let branches = try await list(
            HostCall(
                "GET", path(repository, "branches"), query: [("filterText", branch), ("limit", "100")],
                for: "reading the branch \(branch) of \(repository)"), of: Branch.self
        ) { $0.id == "refs/heads/\(branch)" }
        return branches.first { $0.id == "refs/heads/\(branch)" }.map { CommitID(hex: $0.latestCommit) }
    }

    func sendDelete(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> String? {
        let answer = try await host.send(
            HostCall(
                "DELETE", path(repository, "branches", api: "branch-utils"),
                body: .object(["name": .text("refs/heads/\(branch)"), "endPoint": .text(head.hex)]),
                for: "deleting the branch \(branch) of \(repository)", expecting: [400, 403, 404, 409]))
        return answer.isSuccess ? nil : answer.words
    }

    func sendStatus(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        // `CANCELLED` is newer than most servers: what stops nobody is a success.
        let state =
            switch status.state {
            case .pending: "INPROGRESS"
            case .success, .skipped: "SUCCESSFUL"
            case .failure: "FAILED"
            }
        _ = try await host.send(
            HostCall(
                "POST", path(repository, "commits", commit.hex, "builds"),
                body: .of([
                    "key": .text(status.name), "name": .text(status.name), "state": .text(state),
                    "description": .text(status.summary),
                    // Required.
                    "url": .text(status.address ?? address(of: .commit(commit), in: repository)),
                ]), for: "posting \(status.name) on \(commit.short) of \(repository)"))
    }

    /// A whole list, which Bitbucket numbers by its items.
    func list<Item: Decodable & Sendable>(
        _ call: HostCall, of type: Item.Type, until isEnough: @Sendable (Item) -> Bool = { _ in false }
    ) async throws(Problem) -> [Item] {
        try await host.pages(
            call, of: BitbucketPage<Item>.self, until: isEnough,
            next: { self.next($0, of: call) }, items: { $0.values })
    }

    func next<Item>(_ page: BitbucketPage<Item>, of call: HostCall) -> String? {
        guard page.isLastPage != true, let start = page.nextPageStart else { return nil }
        return "?\(call.arguments)&start=\(start)"
    }
}

/// One page of a list of Bitbucket Data Center's.
struct BitbucketPage<Item: Decodable & Sendable>: Decodable, Sendable {
    var values: [Item]
    var isLastPage: Bool?
    var nextPageStart: Int?
}
