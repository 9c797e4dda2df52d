import Forges
import Foundation
import PortsTestKit
import Promotion
import TrialKit

/// The people of a live host: one who pushes, and perhaps one who reviews.
struct LiveHands: ForgeHands {
    let forge: any Forge
    let repository: ForgeRepository
    let base: String
    let api: LiveAPI
    let reviewer: LiveAPI?
    let hook: (any ForgeHook)?
    /// How long the host may take for anything, and how long to wait between looks.
    var patience: Duration
    let pause: Duration
    private let start = ContinuousClock.now

    init(
        _ forge: any Forge, _ repository: ForgeRepository, base: String, _ api: LiveAPI, reviewer: LiveAPI?,
        hook: (any ForgeHook)? = nil, patience: Duration = .seconds(300), pause: Duration = .seconds(2)
    ) {
        self.forge = forge
        self.repository = repository
        self.base = base
        self.api = api
        self.reviewer = reviewer
        self.hook = hook
        self.patience = patience
        self.pause = pause
    }

    /// By a deletion that compares, and finds another commit than nobody's.
    func tip(of branch: String) async throws -> CommitID? {
        let nobody = CommitID(hex: String(repeating: "0", count: 40))
        switch try await forge.deleteBranch(branch, at: nobody, of: repository) {
        case .absent, .deleted: return nil
        case .moved(let tip): return tip
        case .refused(let reason): throw TrialFailure("\(branch) cannot be read: \(reason)")
        }
    }

    func wait(for what: String) async throws {
        guard ContinuousClock.now - start < patience else {
            throw TrialFailure("after \(patience) it still waits: \(what)")
        }
        try await Task.sleep(for: pause)
    }

    func push(_ branch: String) async throws -> CommitID {
        guard let from = try await tip(of: base) else { throw TrialFailure("\(repository) has no branch \(base).") }
        let tip = try await tip(of: branch)
        let path = "sluice-trial/\(UUID().uuidString.lowercased()).txt"
        let hex = try await commit(path, on: branch, tip, from)
        guard let hex else { throw TrialFailure("The host does not say what was pushed to \(branch).") }
        return CommitID(hex: hex)
    }

    var below: String { api.below(repository) }

    private func commit(
        _ path: String, on branch: String, _ tip: CommitID?, _ from: CommitID
    ) async throws -> String? {
        let content = Data("A trial of Sluice.\n".utf8).base64EncodedString()
        let message = "Try Sluice"
        switch api.kind {
        case .github:
            if tip == nil {
                try await api.call("POST", below + "/git/refs", ["ref": "refs/heads/\(branch)", "sha": from.hex])
            }
            return try await api.call(
                "PUT", below + "/contents/" + path, ["message": message, "content": content, "branch": branch])[
                    "commit"]["sha"].text
        case .gitea:
            var body = ["message": message, "content": content, "branch": tip == nil ? base : branch]
            if tip == nil { body["new_branch"] = branch }
            return try await api.call("POST", below + "/contents/" + path, body)["commit"]["sha"].text
        case .gitlab:
            var body: [String: any Sendable] = [
                "branch": branch, "commit_message": message,
                "actions": [["action": "create", "file_path": path, "content": "A trial of Sluice.\n"]],
            ]
            if tip == nil { body["start_branch"] = base }
            return try await api.call("POST", below + "/repository/commits", body)["id"].text
        case .bitbucketCloud:
            let answer = try await api.call(
                "POST", below + "/src",
                form: [
                    "message": message, "branch": branch, "parents": (tip ?? from).hex, path: "A trial of Sluice.\n",
                ]
            )
            return answer["location"].text?.split(separator: "/").last.map(String.init)
        case .bitbucketDataCenter:
            var form = ["message": message, "branch": branch, "content": "A trial of Sluice.\n"]
            if tip == nil { form["sourceBranch"] = base }
            return try await api.call("PUT", below + "/browse/" + path, form: form)["id"].text
        case .azureDevOps:
            let name = "refs/heads/\(branch)"
            if tip == nil {
                let update = [
                    "name": name, "oldObjectId": String(repeating: "0", count: 40), "newObjectId": from.hex,
                ]
                try await api.call("POST", below + "/refs?api-version=7.1", [update])
            }
            let change: [String: any Sendable] = [
                "changeType": "add", "item": ["path": "/" + path],
                "newContent": ["content": "A trial of Sluice.\n", "contentType": "rawtext"],
            ]
            let body: [String: any Sendable] = [
                "refUpdates": [["name": name, "oldObjectId": (tip ?? from).hex]],
                "commits": [["comment": message, "changes": [change]] as [String: any Sendable]],
            ]
            return try await api.call("POST", below + "/pushes?api-version=7.1", body)["commits"][0]["commitId"].text
        }
    }

    func approve(_ id: MergeRequestID) async throws -> String? {
        guard let reviewer else { return nil }
        switch api.kind {
        case .github:
            return try await reviewer.call("POST", below + "/pulls/\(id.number)/reviews", ["event": "APPROVE"])[
                "user"]["login"].text
        case .gitea:
            return try await reviewer.call(
                "POST", below + "/pulls/\(id.number)/reviews", ["event": "APPROVED", "body": ""])["user"]["login"].text
        case .gitlab:
            try await reviewer.call("POST", below + "/merge_requests/\(id.number)/approve")
            return try await reviewer.call("GET", "/user")["username"].text
        case .bitbucketCloud:
            let user = try await reviewer.call("POST", below + "/pullrequests/\(id.number)/approve")["user"]
            return user["nickname"].text ?? user["display_name"].text
        case .bitbucketDataCenter:
            return try await reviewer.call("POST", below + "/pull-requests/\(id.number)/approve")["user"]["name"].text
        case .azureDevOps:
            let organization = repository.steps.dropLast(2).joined(separator: "/")
            let user = try await reviewer.call("GET", "/\(organization)/_apis/connectionData")["authenticatedUser"]
            let path = below + "/pullRequests/\(id.number)/reviewers/\(user["id"].text ?? "")?api-version=7.1"
            return try await reviewer.call("PUT", path, ["vote": 10])["uniqueName"].text
        }
    }
}
