import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Testing

/// A repository of its own on a vendor's server, and an adapter with a token of its own.
struct HostFixture: ForgeFixture {
    let server: ForgeServer
    let forge: any Forge
    let repository: ForgeRepository
    let base = "main"
    let reviewers = ["alice", "bob"]
    let token: String

    init(
        _ kind: ForgeKind, limits: ForgeLimits = .init(), clock: any WallClock = SystemClock(),
        change: (inout ForgeSettings) -> Void = { _ in }
    ) async throws {
        server = try await ForgeServer.of(kind)
        let name = UUID().uuidString.lowercased()
        repository = try #require(
            ForgeRepository(path: kind == .azureDevOps ? "example/platform/\(name)" : "platform/\(name)"))
        let token = "s3cret-\(name)"
        self.token = token
        var settings = ForgeSettings(kind: kind, url: server.url + "/") { .success(token) }
        settings.allowPlaintext = true
        settings.allowLocal = true
        change(&settings)
        forge = Forges.make(settings, sender: try HTTPClient(), limits: limits, clock: clock)
        try await server.order(["do": "create", "path": repository.path, "base": base, "token": token])
    }

    /// The repository as requests name it.
    var target: String {
        switch server.kind {
        case .azureDevOps: "\(repository.owner)/_apis/git/repositories/\(repository.name)"
        case .bitbucketDataCenter: "\(repository.owner)/repos/\(repository.name)"
        case .bitbucketCloud, .gitea, .github: repository.path
        case .gitlab: repository.path.replacingOccurrences(of: "/", with: "%2F")
        }
    }

    func push(_ branch: String) async throws -> CommitID {
        CommitID(hex: try await order("push", ["branch": branch], as: String.self))
    }

    func tip(of branch: String) async throws -> CommitID? {
        try await order("tip", ["branch": branch], as: String?.self).map { CommitID(hex: $0) }
    }

    func review(_ id: MergeRequestID, _ verdict: Review.Verdict, by account: String) async throws {
        try await order("review", ["number": id.number, "verdict": verdict.rawValue, "account": account])
    }

    func close(_ id: MergeRequestID) async throws { try await order("close", ["number": id.number]) }

    func merge(_ id: MergeRequestID) async throws -> CommitID {
        CommitID(hex: try await order("merge", ["number": id.number], as: String.self))
    }

    func require(check name: String) async throws { try await order("require", ["check": name]) }

    func post(_ status: CommitStatus, on commit: CommitID) async throws {
        let parts = [
            "commit": commit.hex, "name": status.name, "state": status.state.rawValue, "summary": status.summary,
        ]
        try await order("post", parts)
    }

    func statuses(on commit: CommitID) async throws -> [CommitStatus] {
        try await order("statuses", ["commit": commit.hex], as: [[String]].self).compactMap { entry in
            CommitStatus.State(rawValue: entry[1]).map { CommitStatus(name: entry[0], state: $0, summary: entry[2]) }
        }
    }

    func count() async throws -> Int { try await order("count", [:], as: Int.self) }

    func loseNextOpening() async throws { try await fault("lost", "POST", opening) }
    func loseNextMerge() async throws { try await fault("lost", "PATCH|PUT|POST", merging) }
    func loseNextComment() async throws { try await fault("lost", "POST", commenting) }
    func settle() async throws {}

    func fork(pushing branch: String) async throws -> (repository: ForgeRepository, head: CommitID) {
        let owner = server.kind == .azureDevOps ? "example/forks" : "forks"
        let fork = try #require(ForgeRepository(path: "\(owner)/\(repository.name)"))
        try await order("fork", ["path": fork.path])
        let head = try await server.order(
            ["do": "push", "repository": fork.path, "branch": branch], as: String.self)
        return (fork, CommitID(hex: head))
    }

    func comments(on id: MergeRequestID) async throws -> [ForgeComment] {
        try await order("comments", ["number": id.number], as: [[String]].self).map { ForgeComment($0[0], $0[1]) }
    }

    func comment(_ text: String, on id: MergeRequestID, by account: String) async throws {
        try await order("comment", ["number": id.number, "text": text, "account": account])
    }

    /// Targets of the requests that open and merge.
    var opening: String { "\(target)/(pulls|merge_requests|pull-requests|pullrequests)(\\?api-version=.*)?$" }
    var merging: String {
        if server.kind == .azureDevOps { return "\(target)/pullrequests/[0-9]+\\?" }
        return "\(target)/(pulls|merge_requests|pull-requests|pullrequests)/[0-9]+/merge(\\?|$)"
    }

    var commenting: String { "\(target)/[^?]*/(comments|notes|threads)(\\?|$)" }

    /// What befalls the next requests of this repository, see `Servers/control.py`.
    func fault(
        _ kind: String, _ method: String, _ target: String, after: Int = 0, times: Int = 1, status: Int = 502,
        headers: [String: String] = [:], body: String = ""
    ) async throws {
        try await server.order([
            "do": "fault", "kind": kind, "token": token, "method": method, "target": target, "after": after,
            "times": times, "status": status, "headers": headers, "body": body,
        ])
    }

    /// Requests of this repository so far: method and target.
    func requests() async throws -> [String] { try await server.requests(of: target) }

    func order<Value: Decodable>(
        _ name: String, _ parts: [String: any Sendable], as type: Value.Type
    ) async throws -> Value {
        try await server.order(parts.merging(["do": name, "repository": repository.path]) { $1 }, as: type)
    }

    private func order(_ name: String, _ parts: [String: any Sendable]) async throws {
        _ = try await order(name, parts, as: String?.self)
    }

    /// A request that no adapter makes.
    func raw(_ method: String, _ target: String) async throws -> HTTPResponse {
        var request = HTTPRequest(method, server.url + target)
        request.allowPlaintext = true
        return try await HTTPClient().send(request)
    }

    /// What the official description does not know of the requests made here.
    func violations() async throws -> [String] { try await server.violations(of: target) }
}
