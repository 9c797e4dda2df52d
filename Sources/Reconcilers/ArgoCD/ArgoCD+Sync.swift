import Promotion

/// The one sync of a promotion in an application, and what keeps it off.
extension ArgoCD {
    /// Sends the promotion's sync. Nil once Argo CD has it; otherwise why it does not take it now.
    ///
    /// An answer that is lost is looked up: what Argo CD took carries the promotion's id.
    func sync(_ look: ApplicationLook, _ known: KnownRevisions) async throws(Problem) -> String? {
        let request = known.request
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
            let now = try await self.look(try await server.read(reading(name, namespace: namespace)), known)
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
    func closedWindow(_ application: Application) async -> String? {
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
