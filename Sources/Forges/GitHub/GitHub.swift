import Foundation
import HTTPTransport
import Promotion

/// GitHub, in the cloud and Enterprise Server, by its REST API of 2022-11-28, with a personal access token.
///
/// Its limits are kept before they are hit: 5,000 requests an hour as its headers count them, and 80 writes a minute and
/// 500 an hour, which nothing counts but we.
final class GitHub: HostForge {
    let host: Host
    let capabilities = ForgeCapabilities(
        lacks: [.autoMerge, .deletionGuard, .requiredChecks], methods: [.merge, .squash, .rebase], titleLimit: 256,
        bodyLimit: 65_536,
        statusLimit: 140, markdown: .github)

    init(_ settings: ForgeSettings, _ make: (Host.Dialect) -> Host) {
        host = make(
            Host.Dialect(
                name: "GitHub", api: Self.api(settings.baseURL), authorization: { ("Authorization", "Bearer \($0)") },
                accept: "application/vnd.github+json",
                writes: [
                    HostBudget.WriteLimit(count: 80, seconds: 60), HostBudget.WriteLimit(count: 500, seconds: 3600),
                ]))
    }

    /// `https://github.com` has its API at `api.github.com`, a company's `*.ghe.com` below `api.`, and every Enterprise
    /// Server below `/api/v3`.
    static func api(_ url: String) -> String {
        guard let parsed = WebURL(url) else { return url }
        if parsed.host == "github.com" || parsed.host.hasSuffix(".ghe.com") {
            return "\(parsed.scheme)://api.\(parsed.authority)"
        }
        return url + "/api/v3"
    }

    func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository {
        let repository = try plainRepository(of: remote)
        guard repository.steps.count == 2 else {
            throw .permanent("\(remote) is no repository of GitHub.", remedy: "Its path has an owner and a name.")
        }
        return repository
    }

    func address(of place: ForgePlace, in repository: ForgeRepository) -> String {
        plainAddress(of: place, in: repository, commit: "/commit/", file: "/blob/", mergeRequest: "/pull/")
    }

    /// The steps of a call below a repository.
    func path(_ repository: ForgeRepository, _ steps: String...) -> [String] {
        ["repos", repository.owner, repository.name] + steps
    }

    func look(at repository: ForgeRepository) async throws(Problem) {
        _ = try await host.send(HostCall("GET", path(repository), for: "looking at \(repository)"))
    }

    func tip(of branch: String, in repository: ForgeRepository) async throws(Problem) -> CommitID? {
        struct Reference: Decodable {
            struct Object: Decodable { var sha: String }
            var object: Object
        }
        let answer = try await host.send(
            HostCall(
                "GET", path(repository, "git", "ref", "heads/\(branch)"),
                for: "reading the branch \(branch) of \(repository)", expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: repository) }
        return CommitID(hex: try answer.decoded(Reference.self).object.sha)
    }

    func sendDelete(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> String? {
        let answer = try await host.send(
            HostCall(
                "DELETE", path(repository, "git", "refs", "heads/\(branch)"),
                for: "deleting the branch \(branch) of \(repository)", expecting: [403, 404, 422]))
        return answer.isSuccess ? nil : answer.words
    }

    func sendStatus(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        // Only check runs, which apps alone may make, can be skipped: what stops nobody is a success.
        let state = status.state == .skipped ? "success" : status.state.rawValue
        _ = try await host.send(
            HostCall(
                "POST", path(repository, "statuses", commit.hex),
                body: .of([
                    "state": .text(state), "context": .text(status.name),
                    "description": .text(status.summary),
                    "target_url": .optional(status.address),
                ]), for: "posting \(status.name) on \(commit.short) of \(repository)"))
    }
}
