import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Reconcilers
import Secrets
import TestServers
import Testing

/// An application of its own on the Argo CD that `Servers/argocd.py` plays, and an adapter with a token of its own.
struct ArgoCDFixture: ReconcilerFixture {
    /// What applications there are in the world.
    enum Kind: String, CaseIterable, Sendable {
        /// One with one source, told to sync.
        case named
        /// One that syncs by itself.
        case automated
        /// One with two sources, the second of which is the environment's.
        case sources
        /// All with a label, in a namespace and a project of their own.
        case selected
        /// All that an ApplicationSet has generated.
        case generated
    }

    static let abilities = Set(ReconcilerAbility.allCases)

    let server: ContractServer
    let proxy: CuttingProxy
    let adapter: any Reconciler
    let token: String
    let names: [String]
    let definition: ArgoCDReconciler

    var secret: String? { token }
    var name: String { names[0] }
    /// The adapter, whose requests come after the commit is on the branch.
    var reconciler: any Reconciler { AfterPush(fixture: self) }

    private static let shared = Task {
        try await ContractServer(
            try #require(Bundle.module.path(forResource: "Servers", ofType: nil)), vendor: "argocd")
    }

    /// - Parameter memory: one that is told of changes; without it the server has no stream.
    init(
        _ kind: Kind = .named, deadline: Duration = .seconds(60), memory: ReconcilerMemory? = nil,
        change: (inout ArgoCDReconciler) -> Void = { _ in }
    ) async throws {
        server = try await Self.shared.value
        proxy = try CuttingProxy(to: server.port)
        let id = UUID().uuidString.lowercased()
        token = "s3cret-\(id)"
        names = kind == .selected || kind == .generated ? ["\(id)-eu", "\(id)-us"] : [id]
        let applications: ArgoCDReconciler.Applications =
            switch kind {
            case .named, .automated, .sources: .named(try Template("\(id)"))
            case .selected: .selected(try Template("stage=${environment}-\(id)"))
            case .generated: .generated(by: try Template("\(id)"))
            }
        var definition = ArgoCDReconciler(
            url: "http://127.0.0.1:\(proxy.port)/", token: .environment("ARGOCD_TOKEN"), applications: applications,
            deadline: deadline / .seconds(1))
        if kind == .selected {
            definition.appNamespace = "apps"
            definition.project = "shop"
        }
        change(&definition)
        self.definition = definition
        adapter = Reconcilers.make(
            .argocd(definition), secrets: SystemSecrets(environment: ["ARGOCD_TOKEN": token], directory: "/"),
            http: try HTTPClient(), environment: [:],
            lineage: Lineage { commit, handOff throws(Problem) in
                ReconcilerConformance.isAncestor(handOff.revision, of: commit)
            }, memory: memory ?? .asking)
        try await server.order(["do": "account", "token": token, "name": "sluice", "prefix": id])
        if memory == nil { try await fault("status", "GET", "/stream/", times: 1_000_000, status: 404) }
        for name in names {
            try await server.order([
                "do": "create", "name": name, "repository": "https://git.example.com:8443/platform/prod.git",
                "head": String(repeating: "0", count: 40), "namespace": definition.appNamespace ?? "argocd",
                "project": definition.project ?? "default", "several": kind == .sources,
                "automated": kind == .automated, "labels": ["stage": "prod-\(id)"],
                "owner": kind == .generated ? id : "",
            ])
        }
    }

    /// What the application shows, as a stream tells it though it is not so.
    func tell(_ lies: [String: any Sendable]) async throws { try await order("tell", lies) }

    /// How many streams were begun so far.
    func streams() async throws -> Int { try await server.order(["do": "opened", "token": token], as: Int.self) }

    /// Returns once so many streams listen.
    func awaitListeners(_ count: Int) async throws {
        let found = try await server.order(
            ["do": "await_listeners", "token": token, "count": count], as: Int.self)
        #expect(found == count, "streams that listen")
    }

    func applied() async throws -> [CommitID] {
        var all: [[CommitID]] = []
        for name in names {
            let revisions = try await server.order(["do": "applied", "application": name], as: [String].self)
            all.append(revisions.map { CommitID(hex: $0) })
        }
        #expect(Set(all).count == 1, "every application got the same")
        return all[0]
    }

    func make(_ event: FarSideEvent) async throws {
        switch event {
        case .holdBack: try await order("hold", ["held": true])
        case .carryOn: try await order("hold", ["held": false])
        case .degrade(let words): try await order("health", ["status": "Degraded", "message": words])
        case .recover: try await order("health", ["status": "Healthy"])
        case .failNext(let words): try await order("fail", ["words": words])
        case .move(let revision): try await order("move", ["revision": revision.hex])
        case .goAway:
            proxy.behaviour = .drop
            proxy.cutAll()
        case .comeBack: proxy.behaviour = .forward
        case .loseNextAnswer: try await fault("lost", "POST")
        case .fallSilent: try await fault("silent", times: 1000)
        case .revoke: try await server.order(["do": "revoke", "token": token])
        }
    }

    /// The same order for each application.
    func order(_ name: String, _ parts: [String: any Sendable] = [:]) async throws {
        for application in names {
            try await server.order(parts.merging(["do": name, "application": application]) { $1 })
        }
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

    func requests() async throws -> [String] {
        try await server.requests(of: String(token.dropFirst("s3cret-".count)))
    }

    func violations() async throws -> [String] {
        try await server.violations(of: String(token.dropFirst("s3cret-".count)))
    }

    /// A promotion's commit is on the branch before the reconciler is asked for it.
    private struct AfterPush: Reconciler {
        let fixture: ArgoCDFixture

        func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
            do {
                try await fixture.order("push", ["revision": request.revision.hex])
            } catch {
                throw .permanent("\(error)")
            }
            return try await fixture.adapter.request(request)
        }

        func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
            try await fixture.adapter.observe(request, receipt: receipt)
        }
    }
}

extension ReconcilerMemory {
    /// By which applications are always asked for: nothing is told before a test has ended.
    fileprivate static var asking: ReconcilerMemory {
        var pauses = WatchPauses()
        pauses.firstComparison = .seconds(3600)
        return ReconcilerMemory(pauses: pauses)
    }
}
