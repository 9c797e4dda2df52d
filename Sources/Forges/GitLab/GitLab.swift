import Promotion

/// GitLab from 16 on, by its REST API, version 4, with a personal, group or project access token.
///
/// How a merge request is merged (merge commit, fast-forward) is the project's own setting; an order only says whether it
/// is squashed. Approvals do not name their head: GitLab takes them back after a push where the project says so.
final class GitLab: HostForge {
    let host: Host
    let capabilities = ForgeCapabilities(
        lacks: [.changeRequests, .deletionGuard, .requiredChecks, .reviewHeads], methods: [.merge, .squash],
        titleLimit: 255,
        bodyLimit: 1_048_576, commentLimit: 1_000_000, markdown: .gitlab)

    init(_ settings: ForgeSettings, _ make: (Host.Dialect) -> Host) {
        host = make(
            Host.Dialect(
                name: "GitLab", api: settings.baseURL + "/api/v4", authorization: { ("PRIVATE-TOKEN", $0) }))
    }

    func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository { try plainRepository(of: remote) }

    func address(of place: ForgePlace, in repository: ForgeRepository) -> String {
        plainAddress(
            of: place, in: repository, commit: "/-/commit/", file: "/-/blob/", mergeRequest: "/-/merge_requests/")
    }

    /// The steps of a call below a project.
    func path(_ repository: ForgeRepository, _ steps: String...) -> [String] {
        ["projects", repository.path] + steps
    }

    func look(at repository: ForgeRepository) async throws(Problem) { _ = try await project(repository) }

    /// The number that the API has for a project.
    func project(_ repository: ForgeRepository) async throws(Problem) -> Int {
        struct Project: Decodable { var id: Int }
        let answer = try await host.send(HostCall("GET", path(repository), for: "looking at \(repository)"))
        return try answer.decoded(Project.self).id
    }

    func tip(of branch: String, in repository: ForgeRepository) async throws(Problem) -> CommitID? {
        struct Branch: Decodable {
            struct Commit: Decodable { var id: String }
            var commit: Commit
        }
        let answer = try await host.send(
            HostCall(
                "GET", path(repository, "repository", "branches", branch),
                for: "reading the branch \(branch) of \(repository)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: repository) }
        return CommitID(hex: try answer.decoded(Branch.self).commit.id)
    }

    func sendDelete(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> String? {
        let answer = try await host.send(
            HostCall(
                "DELETE", path(repository, "repository", "branches", branch),
                for: "deleting the branch \(branch) of \(repository)", expecting: [400, 403, 404, 405, 409, 422]))
        return answer.isSuccess ? nil : answer.words
    }

    /// GitLab does not change a status without a change of its state: the same state again is refused, and is there.
    func sendStatus(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        // `skipped` is newer than most servers: what stops nobody is a success.
        let state =
            switch status.state {
            case .pending: "pending"
            case .success, .skipped: "success"
            case .failure: "failed"
            }
        let answer = try await host.send(
            HostCall(
                "POST", path(repository, "statuses", commit.hex),
                body: .of([
                    "state": .text(state), "name": .text(status.name),
                    "description": .text(status.summary),
                    "target_url": .optional(status.address),
                ]), for: "posting \(status.name) on \(commit.short) of \(repository)", expecting: [400]))
        guard answer.isSuccess || answer.words.contains("Cannot transition") else { throw refusal(answer) }
    }
}
