import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import Secrets
import TestServers
import Testing

/// A repository of its own on a host that `Runners/` plays, and an adapter with a token of its own.
struct RunnerFixture: ReconcilerFixture {
    /// Who runs pipelines, and how they begin and go on.
    enum Kind: String, CaseIterable, Sendable {
        /// One that Sluice starts.
        case gitlab
        /// One that the push has started.
        case gitlabAdopted
        /// One whose last job waits for Sluice.
        case gitlabPlayed
        case github
        /// On a server that does not say which run it has started.
        case githubOld
        case githubAdopted
        /// One that an environment's protection holds back until Sluice approves.
        case githubApproved
        case terraform
        /// One that the push has started, and that waits until Sluice confirms its plan.
        case terraformConfirmed

        var isGitLab: Bool { vendor == "gitlab" }
        var vendor: String { ["gitlab", "github"].first { rawValue.hasPrefix($0) } ?? "terraform" }
        var isGated: Bool { [.gitlabPlayed, .githubApproved, .terraformConfirmed].contains(self) }
        /// Whether Sluice starts the pipeline.
        var isStarted: Bool { ![.gitlabAdopted, .gitlabPlayed, .githubAdopted, .terraformConfirmed].contains(self) }

        var abilities: Set<ReconcilerAbility> {
            // Nothing but its own pipelines says what is live, so that what others make live is not seen.
            let all = Set(ReconcilerAbility.allCases).subtracting([.degrades, .isMoved, .takesDescendants])
            if self == .gitlabAdopted || self == .githubAdopted { return all.subtracting([.losesAnswers]) }
            // Why a run of Terraform failed stands in its logs only.
            return vendor == "terraform" ? all.subtracting([.fails]) : all
        }
    }

    let kind: Kind
    let server: ContractServer
    let proxy: CuttingProxy
    let adapter: any Reconciler
    let token: String
    let path: String
    let clock: TestWallClock
    let definition: ReconcilerKind

    var secret: String? { token }
    /// The adapter, whose requests come after the commit is on the branch.
    var reconciler: any Reconciler { AfterPush(fixture: self) }

    private static let folder = Bundle.module.path(forResource: "Runners", ofType: nil)
    private static let gitlab = Task { try await ContractServer(try #require(folder), vendor: "gitlab") }
    private static let github = Task { try await ContractServer(try #require(folder), vendor: "github") }
    private static let terraform = Task { try await ContractServer(try #require(folder), vendor: "terraform") }

    init(
        _ kind: Kind, deadline: Duration = .seconds(60), traits: [String] = [],
        gitlab changeGitLab: (inout GitLabCIReconciler) throws -> Void = { _ in },
        github changeGitHub: (inout GitHubActionsReconciler) throws -> Void = { _ in },
        terraform changeTerraform: (inout TerraformReconciler) throws -> Void = { _ in }
    ) async throws {
        self.kind = kind
        let servers = ["gitlab": Self.gitlab, "github": Self.github, "terraform": Self.terraform]
        server = try await #require(servers[kind.vendor]).value
        proxy = try CuttingProxy(to: server.port)
        let id = UUID().uuidString.lowercased()
        token = "s3cret-\(id)"
        path = "platform/\(id)"
        clock = TestWallClock()
        let host = RunnerHost.server(
            ForgeDefinition(
                kind: kind.isGitLab ? .gitlab : .github, url: "http://127.0.0.1:\(proxy.port)/",
                token: .environment("CI_TOKEN")))
        let definition: ReconcilerKind
        let seconds = deadline / .seconds(1)
        if kind.isGitLab {
            var gitlab = GitLabCIReconciler(host: host, project: path, deadline: seconds)
            gitlab.start = kind.isStarted ? .dispatch : .adopt
            gitlab.play = kind.isGated ? ["apply"] : []
            try changeGitLab(&gitlab)
            definition = .gitlabCI(gitlab)
        } else if kind.vendor == "terraform" {
            var terraform = TerraformReconciler(
                url: "http://127.0.0.1:\(proxy.port)/", token: .environment("CI_TOKEN"), organization: "example",
                workspace: try Template(id), start: kind.isStarted ? .dispatch : .adopt, applies: kind.isGated,
                deadline: seconds)
            try changeTerraform(&terraform)
            definition = .terraform(terraform)
        } else {
            var github = GitHubActionsReconciler(
                host: host, repository: path, workflow: "deploy.yaml", deadline: seconds)
            github.start = kind.isStarted ? .dispatch : .adopt
            github.approve = kind.isGated ? ["production"] : []
            try changeGitHub(&github)
            definition = .githubActions(github)
        }
        self.definition = definition
        adapter = try Self.adapter(definition, token, clock)
        try await server.order(["do": "account", "token": token, "name": "sluice"])
        try await server.order([
            "do": "create", "path": path, "start": kind.isStarted ? "dispatch" : "push", "gated": kind.isGated,
            "traits": traits + (kind == .githubOld ? ["old"] : []),
        ])
    }

    private static func adapter(
        _ definition: ReconcilerKind, _ token: String, _ clock: TestWallClock
    ) throws -> any Reconciler {
        Reconcilers.make(
            definition, secrets: SystemSecrets(environment: ["CI_TOKEN": token], directory: "/"),
            http: try HTTPClient(), environment: [:],
            lineage: Lineage { commit, handOff throws(Problem) in
                ReconcilerConformance.isAncestor(handOff.revision, of: commit)
            }, memory: ReconcilerMemory(clock: clock))
    }

    /// An adapter that remembers nothing, as after a restart.
    func reopened() throws -> any Reconciler { try Self.adapter(definition, token, clock) }

    func applied() async throws -> [CommitID] {
        try await order("live", as: [String].self).map { CommitID(hex: $0) }
    }

    /// How many pipelines there are.
    func count() async throws -> Int { try await order("count", as: Int.self) }

    func make(_ event: FarSideEvent) async throws {
        switch event {
        case .holdBack: try await order("hold", ["held": true])
        case .carryOn: try await order("hold", ["held": false])
        case .failNext(let words): try await order("fail", ["words": words])
        case .goAway:
            proxy.behaviour = .drop
            proxy.cutAll()
        case .comeBack: proxy.behaviour = .forward
        case .loseNextAnswer:
            // An old GitHub refuses the first request, for its flag.
            try await fault("lost", "POST", after: kind == .githubOld ? 1 : 0)
        case .fallSilent: try await fault("silent", times: 1000)
        case .revoke: try await server.order(["do": "revoke", "token": token])
        case .degrade, .recover, .move: Issue.record("\(event) is none of the abilities")
        }
    }

    func order(_ name: String, _ parts: [String: any Sendable] = [:]) async throws {
        _ = try await order(name, parts, as: Ignored?.self)
    }

    private struct Ignored: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    func order<Value: Decodable>(
        _ name: String, _ parts: [String: any Sendable] = [:], as type: Value.Type
    ) async throws -> Value {
        try await server.order(parts.merging(["do": name, "repository": path]) { $1 }, as: type)
    }

    /// What befalls the next requests, see `Contract/orders.py`.
    func fault(
        _ kind: String, _ method: String = ".*", _ target: String = ".*", after: Int = 0, times: Int = 1,
        status: Int = 502, headers: [String: String] = [:], body: String = ""
    ) async throws {
        try await server.order([
            "do": "fault", "kind": kind, "token": token, "method": method, "target": target, "after": after,
            "times": times, "status": status, "headers": headers, "body": body,
        ])
    }

    private var id: String { String(token.dropFirst("s3cret-".count)) }
    func requests() async throws -> [String] { try await server.requests(of: id) }
    func violations() async throws -> [String] { try await server.violations(of: id) }

    func asked(_ revision: CommitID) async throws -> (request: HandOff, receipt: HandOffReceipt) {
        let request = try ReconcilerConformance.handOff(revision)
        return (request, try await reconciler.request(request))
    }

    func observe(_ revision: CommitID = ReconcilerConformance.first, _ receipt: HandOffReceipt? = nil) async throws
        -> Observation
    {
        try await reconciler.observe(try ReconcilerConformance.handOff(revision), receipt: receipt)
    }

    /// A promotion's commit is on the branch before the reconciler is asked for it. Where the adapter has to let it go on, one
    /// look does that, and the next sees what comes of it.
    private struct AfterPush: Reconciler {
        let fixture: RunnerFixture

        func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
            do {
                try await fixture.order("push", ["revision": request.revision.hex])
            } catch {
                throw .permanent("\(error)")
            }
            let receipt = try await fixture.adapter.request(request)
            if fixture.kind.isGated { _ = try? await fixture.adapter.observe(request, receipt: receipt) }
            return receipt
        }

        func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
            let seen = try await fixture.adapter.observe(request, receipt: receipt)
            guard fixture.kind.isGated, case .progressing(let reason) = seen,
                reason.contains("was played") || reason.contains("was approved") || reason.contains("was confirmed")
            else { return seen }
            return try await fixture.adapter.observe(request, receipt: receipt)
        }
    }
}

/// A wall clock that a test moves.
final class TestWallClock: WallClock {
    private let time = Recorder<Date>()

    var now: Date { time.values.last ?? Date(timeIntervalSince1970: 1_795_521_600) }

    func advance(by seconds: TimeInterval) { time.append(now.addingTimeInterval(seconds)) }

    func sleep(until date: Date) async throws { time.append(max(now, date)) }
}
