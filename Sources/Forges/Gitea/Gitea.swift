import Foundation
import Promotion
import Synchronization

/// Gitea from 1.21 on, and Forgejo from 7 on, by their REST API, version 1.
///
/// The host's own auto-merge is not used: it forgets the head that it was ordered for.
final class Gitea: HostForge {
    let host: Host
    let capabilities = ForgeCapabilities(
        lacks: [.autoMerge, .deletionGuard], methods: [.merge, .squash, .rebase], titleLimit: 255, bodyLimit: 65_535,
        markdown: .gitea)
    /// Whether the host can be asked for a pair of branches; nil until it was asked for its version.
    private let knowsPairs = Mutex<Bool?>(nil)

    init(_ settings: ForgeSettings, _ make: (Host.Dialect) -> Host) {
        host = make(
            Host.Dialect(
                name: "Gitea", api: settings.baseURL + "/api/v1", authorization: { ("Authorization", "token \($0)") }))
    }

    func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository { try plainRepository(of: remote) }

    func address(of place: ForgePlace, in repository: ForgeRepository) -> String {
        plainAddress(of: place, in: repository, commit: "/commit/", file: "/src/commit/", mergeRequest: "/pulls/")
    }

    /// The steps of a call below a repository.
    func path(_ repository: ForgeRepository, _ steps: String...) -> [String] {
        ["repos", repository.owner, repository.name] + steps
    }

    func look(at repository: ForgeRepository) async throws(Problem) {
        _ = try await host.send(HostCall("GET", path(repository), for: "looking at \(repository)"))
    }

    /// `GET …/pulls/{base}/{head}` came with Gitea 1.22 and Forgejo 7; before, the path means something else.
    func canAskForPairs() async throws(Problem) -> Bool {
        if let known = knowsPairs.withLock({ $0 }) { return known }
        struct Version: Decodable { var version: String }
        let answer = try await host.send(HostCall("GET", ["version"], for: "asking for the version"))
        let isKnown = GiteaVersion(try answer.decoded(Version.self).version).isAtLeast(1, 22)
        knowsPairs.withLock { $0 = isKnown }
        return isKnown
    }

    func tip(of branch: String, in repository: ForgeRepository) async throws(Problem) -> CommitID? {
        try await self.branch(branch, in: repository).map { CommitID(hex: $0.commit.id) }
    }

    /// Nil where there is no such branch.
    func branch(_ name: String, in repository: ForgeRepository) async throws(Problem) -> GiteaBranch? {
        let answer = try await host.send(
            HostCall(
                "GET", path(repository, "branches", name), for: "reading the branch \(name) of \(repository)",
                expecting: [404]))
        guard answer.isSuccess else { return try await missing(in: repository) }
        return try answer.decoded()
    }

    func sendDelete(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> String? {
        let answer = try await host.send(
            HostCall(
                "DELETE", path(repository, "branches", branch), for: "deleting the branch \(branch) of \(repository)",
                expecting: [403, 404, 409, 422]))
        return answer.isSuccess ? nil : answer.words
    }

    func sendStatus(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        // Gitea has no word for what was skipped: what stops nobody is a success.
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

/// `1.21.11`, `7.0.5+gitea-1.22.0`: the version of Gitea that a server is, or is compatible with.
struct GiteaVersion {
    private let major: Int
    private let minor: Int

    init(_ text: String) {
        let start = text.range(of: "gitea-")?.upperBound ?? text.startIndex
        let numbers = text[start...].split { !$0.isNumber }.prefix(2).map { Int($0) ?? 0 }
        major = numbers.first ?? 0
        minor = numbers.count > 1 ? numbers[1] : 0
    }

    func isAtLeast(_ major: Int, _ minor: Int) -> Bool { (self.major, self.minor) >= (major, minor) }
}
