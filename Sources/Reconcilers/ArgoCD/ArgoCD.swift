import Foundation
package import HTTPTransport
package import Promotion
package import Secrets

/// Hands commits to Argo CD's applications, over its REST API.
///
/// A promotion is asked for by one sync of its revision in each application that does not sync by itself; its id stays with
/// the operation, so that it is found again before it would be sent twice. What stands in the way of that sync, another
/// operation or a sync window, is waited for: the looks that follow send it then. Only `ApplicationLook` says what is live.
package struct ArgoCD: Reconciler {
    let definition: ArgoCDReconciler
    let server: ArgoCDServer
    let lineage: Lineage
    let memory: ArgoCDMemory

    /// `memory` is shared by all adapters of the process.
    package init(
        _ definition: ArgoCDReconciler, secrets: any SecretReader, http: any HTTPSending, lineage: Lineage,
        memory: ArgoCDMemory
    ) {
        self.definition = definition
        server = ArgoCDServer(definition, secrets: secrets, http: http)
        self.lineage = lineage
        self.memory = memory
    }

    /// How many applications may stand for one stage.
    static let applicationLimit = 1000
    /// How many of them are asked at once.
    static let atOnce = 8

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        let applications = try await applications(request)
        let known = KnownRevisions(lineage, request)
        let isRetried = memory.hasFailed(request.promotion)
        let unsent = try await each(applications) { application throws(Problem) -> (String, Int)? in
            let look = try await look(try await refreshed(application, .normal), known)
            let deployment = look.application.newestDeployment
            switch look.step(syncs: definition.syncs) {
            case .sent, .unneeded: return nil
            case .wait: return (key(application), deployment)
            // Where auto-sync gave it up it is tried again only for somebody who knows.
            case .givenUp where !isRetried && !look.isOurs(look.finished?.operation): return nil
            case .send, .givenUp:
                return try await sync(look, known) == nil ? nil : (key(application), deployment)
            }
        }
        memory.forgetFailure(of: request.promotion)
        return ArgoCDReceipt(unsent: Dictionary(unsent.compactMap(\.self)) { first, _ in first }).receipt
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        let unsent = receipt.map { ArgoCDReceipt($0).unsent } ?? [:]
        if unsent.isEmpty, let seen = try await told(request) { return seen }
        let applications = try await applications(request)
        guard !applications.isEmpty else { return .waiting(reason: try noApplication(request)) }
        let known = KnownRevisions(lineage, request)
        let looks = try await each(applications) { application throws(Problem) -> (Application, Verdict) in
            try await verdict(application, known, unsentSince: unsent[key(application)])
        }
        let seen = Self.slowest(looks.map(\.1), wanted: request.revision)
        if case .failed = seen { memory.noteFailure(of: request.promotion) }
        await follow(request, looks, as: seen, owes: !unsent.isEmpty)
        return seen
    }

    /// What one application shows, after a refresh where what it shows is old, and after the sync that is still owed.
    private func verdict(
        _ application: Application, _ known: KnownRevisions, unsentSince deployment: Int?
    ) async throws(Problem) -> (Application, Verdict) {
        var look = try await look(application, known)
        if let kind = look.neededRefresh,
            memory.takesRefresh(of: key(application), at: server.url, every: kind.pause)
        {
            look = try await self.look(try await refreshed(application, kind), known)
        }
        if let deployment, !look.wasDeployed(since: deployment) {
            switch look.step(syncs: definition.syncs) {
            case .wait(let reason): return (look.application, .waiting(reason))
            case .send:
                if let reason = try await sync(look, known) { return (look.application, .waiting(reason)) }
                return (look.application, .progressing("\(look.name) was told to sync"))
            case .sent, .givenUp, .unneeded: break
            }
        }
        let verdict = look.verdict
        guard case .waiting(let reason) = verdict, look.running == nil, look.application.isAutomated,
            let window = await closedWindow(look.application)
        else { return (look.application, verdict) }
        return (look.application, .waiting("\(reason); \(window)"))
    }

    /// The slowest one's reason; live where all are.
    static func slowest(_ verdicts: [Verdict], wanted: CommitID) -> Observation {
        func texts(_ pick: (Verdict) -> String?) -> String? {
            let found = verdicts.compactMap(pick)
            guard let first = found.first else { return nil }
            return found.count == 1 ? first : "\(first) (and \(found.count - 1) more)"
        }
        if let reason = texts({ if case .failed(let text) = $0 { text } else { nil } }) {
            return .failed(reason: reason)
        }
        if let reason = texts({ if case .degraded(let text) = $0 { text } else { nil } }) {
            return .degraded(reason: reason)
        }
        if let reason = texts({ if case .waiting(let text) = $0 { text } else { nil } }) {
            return .waiting(reason: reason)
        }
        let underWay = texts {
            switch $0 {
            case .progressing(let text), .stale(let text): text
            default: nil
            }
        }
        if let underWay { return .progressing(reason: underWay) }
        let commits = Set(verdicts.compactMap { if case .live(let commit) = $0 { commit } else { nil } })
        return .live(at: commits.count == 1 ? commits.first ?? wanted : wanted)
    }
}
