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
    private let definition: ArgoCDReconciler
    private let server: ArgoCDServer
    private let lineage: Lineage
    private let memory: ArgoCDMemory

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
        let isRetried = memory.takeFailure(of: request.promotion)
        let unsent = try await each(applications) { application throws(Problem) -> (String, Int)? in
            let look = try await look(try await refreshed(application, .normal), request)
            let deployment = look.application.newestDeployment
            switch look.step(syncs: definition.syncs) {
            case .sent, .unneeded: return nil
            case .wait: return (key(application), deployment)
            // Where auto-sync gave it up it is tried again only for somebody who knows.
            case .givenUp where !isRetried && !look.isOurs(look.finished?.operation): return nil
            case .send, .givenUp:
                return try await sync(look, request) == nil ? nil : (key(application), deployment)
            }
        }
        return ArgoCDReceipt(unsent: Dictionary(unsent.compactMap(\.self)) { first, _ in first }).receipt
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        let unsent = receipt.map { ArgoCDReceipt($0).unsent } ?? [:]
        let applications = try await applications(request)
        guard !applications.isEmpty else { return .waiting(reason: try noApplication(request)) }
        let verdicts = try await each(applications) { application throws(Problem) -> Verdict in
            try await verdict(application, request, unsentSince: unsent[key(application)])
        }
        let seen = Self.slowest(verdicts, wanted: request.revision)
        if case .failed = seen { memory.noteFailure(of: request.promotion) }
        return seen
    }

    /// What one application shows, after a refresh where what it shows is old, and after the sync that is still owed.
    private func verdict(
        _ application: Application, _ request: HandOff, unsentSince deployment: Int?
    ) async throws(Problem) -> Verdict {
        var look = try await look(application, request)
        if let kind = look.neededRefresh,
            memory.takesRefresh(of: key(application), at: server.url, every: kind.pause)
        {
            look = try await self.look(try await refreshed(application, kind), request)
        }
        if let deployment, !look.wasDeployed(since: deployment) {
            switch look.step(syncs: definition.syncs) {
            case .wait(let reason): return .waiting(reason)
            case .send:
                if let reason = try await sync(look, request) { return .waiting(reason) }
                return .progressing("\(look.name) was told to sync")
            case .sent, .givenUp, .unneeded: break
            }
        }
        let verdict = look.verdict
        guard case .waiting(let reason) = verdict, look.running == nil, look.application.isAutomated,
            let window = await closedWindow(look.application)
        else { return verdict }
        return .waiting("\(reason); \(window)")
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

// MARK: Applications

extension ArgoCD {
    /// The applications of the stage, in the order of their names.
    private func applications(_ request: HandOff) async throws(Problem) -> [Application] {
        func text(_ template: Template) throws(Problem) -> String {
            try template.render(
                request.release, pipeline: request.stage.pipeline, environment: request.stage.environment)
        }
        let found: [Application]
        switch definition.applications {
        case .named(let template):
            let name = try text(template)
            return [try await server.read(reading(name, namespace: definition.appNamespace))]
        case .selected(let template):
            let selector = try text(template)
            found = try await list(selector: selector, "listing the applications of `\(selector.words(limit: 100))`")
        case .generated(let template):
            let set = try text(template)
            found = try await list(selector: nil, "listing the applications of ApplicationSet \(set)").filter {
                $0.metadata.ownerReferences?.contains { $0.kind == "ApplicationSet" && $0.name == set } ?? false
            }
        }
        guard found.count <= Self.applicationLimit else {
            throw .permanent(
                "\(found.count) applications stand for \(request.stage), more than \(Self.applicationLimit).",
                remedy: "Narrow the selector.")
        }
        return found.sorted { ($0.name, $0.metadata.namespace ?? "") < ($1.name, $1.metadata.namespace ?? "") }
    }

    private func list(selector: String?, _ purpose: String) async throws(Problem) -> [Application] {
        let call = ArgoCDCall(
            ["applications"],
            query: [
                ("selector", selector), ("projects", definition.project), ("appNamespace", definition.appNamespace),
            ], for: purpose)
        return try await server.read(call, as: ApplicationList.self).items ?? []
    }

    private func noApplication(_ request: HandOff) throws(Problem) -> String {
        switch definition.applications {
        case .named: "there is no application"
        case .selected(let template): "no application has the labels \(template)"
        case .generated(let template): "the ApplicationSet \(template) has generated no application yet"
        }
    }

    private func reading(_ name: String, namespace: String?, refresh: Refresh? = nil) -> ArgoCDCall {
        ArgoCDCall(
            ["applications", name],
            query: [
                ("refresh", refresh?.rawValue), ("appNamespace", namespace), ("project", definition.project),
            ], for: "\(refresh == nil ? "reading" : "refreshing") application \(name)")
    }

    /// Of several namespaces each application is asked for in its own.
    private func namespace(_ application: Application) -> String? {
        if case .named = definition.applications { return definition.appNamespace }
        return definition.appNamespace ?? application.metadata.namespace
    }

    private func key(_ application: Application) -> String {
        namespace(application).map { "\($0)/\(application.name)" } ?? application.name
    }

    /// The application after its controller has looked again. Where that takes too long it is read as it is.
    private func refreshed(_ application: Application, _ kind: Refresh) async throws(Problem) -> Application {
        let namespace = namespace(application)
        do throws(Problem) {
            return try await server.read(reading(application.name, namespace: namespace, refresh: kind))
        } catch {
            guard case .transient(nil) = error.kind, !Task.isCancelled else { throw error }
            return try await server.read(reading(application.name, namespace: namespace))
        }
    }

    private func look(_ application: Application, _ request: HandOff) async throws(Problem) -> ApplicationLook {
        if application.spec?.sourceHydrator != nil {
            throw .permanent(
                "Application \(application.name) has a source hydrator, whose commits are others than the branch's.",
                remedy:
                    "Point the environment at the branch that the hydrator writes, or use an application without one.")
        }
        let places = try SourcePlaces(
            of: application, choice: definition.source, remote: request.branch.remote)
        var carriers: Set<String> = []
        for revision in ApplicationLook.revisions(of: application, places) {
            if try await lineage.carries(CommitID(hex: revision), request) { carriers.insert(revision) }
        }
        return ApplicationLook(
            application: application, promotion: request.promotion, wanted: request.revision, places: places,
            carriers: carriers)
    }

    /// Does the same for each, a few at once; the first problem ends it.
    private func each<Value: Sendable>(
        _ applications: [Application], _ work: @escaping @Sendable (Application) async throws(Problem) -> Value
    ) async throws(Problem) -> [Value] {
        if applications.count == 1 { return [try await work(applications[0])] }
        let results = await withTaskGroup(of: (Int, Result<Value, Problem>).self) { group in
            var waiting = applications.enumerated().makeIterator()
            var results: [Int: Result<Value, Problem>] = [:]
            func startNext() {
                guard let (index, application) = waiting.next() else { return }
                group.addTask {
                    do throws(Problem) {
                        return (index, .success(try await work(application)))
                    } catch {
                        return (index, .failure(error))
                    }
                }
            }
            for _ in 0..<Self.atOnce { startNext() }
            while let (index, result) = await group.next() {
                results[index] = result
                startNext()
            }
            return results
        }
        var values: [Value] = []
        for (_, result) in results.sorted(by: { $0.key < $1.key }) { values.append(try result.get()) }
        return values
    }
}

// MARK: The one sync

extension ArgoCD {
    /// Sends the promotion's sync. Nil once Argo CD has it; otherwise why it does not take it now.
    ///
    /// An answer that is lost is looked up: what Argo CD took carries the promotion's id.
    private func sync(_ look: ApplicationLook, _ request: HandOff) async throws(Problem) -> String? {
        let name = look.name
        let namespace = namespace(look.application)
        var body = SyncBody(
            name: name, appNamespace: namespace, project: definition.project, prune: definition.prunes,
            infos: ApplicationLook.infos(request.promotion, request.revision).map {
                .init(name: $0.name, value: $0.value)
            }
        )
        if !look.application.isAutomated {
            if let indices = look.places.indices {
                body.sourcePositions = indices.map { "\($0 + 1)" }
                body.revisions = indices.map { _ in request.revision.hex }
            } else {
                body.revision = request.revision.hex
            }
        }
        var call = ArgoCDCall(["applications", name, "sync"], for: "syncing application \(name)")
        call.method = "POST"
        call.body = body.bytes
        switch try await server.send(call) {
        case .success: return nil
        case .lost(let problem):
            let now = try await self.look(try await server.read(reading(name, namespace: namespace)), request)
            let isNew = look.finished?.finishedAt?.date != now.finished?.finishedAt?.date || now.running != nil
            if isNew, [.sent, .givenUp].contains(now.step(syncs: definition.syncs)) { return nil }
            throw problem
        case .refused(let status, let code, let words):
            if words.lowercased().contains("sync window") {
                return await closedWindow(look.application).map { "\(name): \($0)" } ?? "\(name): \(words)"
            }
            // Another operation was quicker, auto-sync was turned on meanwhile, or somebody else changed the application.
            if code == .failedPrecondition || code == .aborted || status == 409 { return "\(name): \(words)" }
            throw server.refusal(call, status, code, words)
        }
    }

    /// The sync windows that keep an application as it is; nil where none do, or where it cannot be told.
    private func closedWindow(_ application: Application) async -> String? {
        let call = ArgoCDCall(
            ["applications", application.name, "syncwindows"],
            query: [("appNamespace", namespace(application)), ("project", definition.project)],
            for: "reading the sync windows of application \(application.name)")
        guard let windows = try? await server.read(call, as: SyncWindows.self), windows.canSync == false else {
            return nil
        }
        func text(_ window: SyncWindows.Window) -> String {
            "\(window.kind ?? "") `\(window.schedule ?? "")` for \(window.duration ?? "")".words(limit: 80)
        }
        if let deny = windows.activeWindows?.first(where: { $0.kind == "deny" }) {
            return "a sync window is closed (\(text(deny)))"
        }
        let allowing = windows.assignedWindows?.first { $0.kind == "allow" }
        return "no sync window is open\(allowing.map { " (\(text($0)))" } ?? "")"
    }
}

/// How an application is asked to be looked at again.
enum Refresh: String, Sendable {
    case normal
    /// Manifests are made again as well.
    case hard

    /// The least time between two of the same application.
    var pause: Duration { self == .normal ? .seconds(15) : .seconds(5) }
}

extension ApplicationLook {
    /// What has to be looked at again before it says anything: whatever was seen before a sync's end, or at another revision.
    var neededRefresh: Refresh? {
        guard running == nil else { return nil }
        if let end = status?.operationState?.finishedAt?.date {
            guard let seen = status?.reconciledAt?.date, seen >= end else { return .hard }
            // Times have whole seconds: what was seen in the same one may have been seen before.
            if seen == end { return .normal }
        }
        if !carries(compared) || status?.sync?.status != "Synced" { return .normal }
        return nil
    }
}
