import Promotion

/// What is to be done about the one sync of a promotion in one application.
enum SyncStep: Sendable, Hashable {
    case send
    /// It was sent; what became of it is to be seen.
    case sent
    /// It was tried, and was given up: it is sent again where a person says so.
    case givenUp
    /// Nothing is to be sent: it happens by itself, or has happened.
    case unneeded
    /// Not now, and why.
    case wait(String)
}

extension ApplicationLook {
    /// `syncs` says whether the application is told to sync at all.
    func step(syncs: Bool) -> SyncStep {
        if let running {
            if isOurs(running) { return .sent }
            // Auto-sync, or another promotion of the branch, brings it.
            if concerns(running) || !syncs || application.isAutomated { return .unneeded }
            return .wait("\(name): another operation is under way\(starter(running))")
        }
        if let state = finished, concerns(state.operation, result: state.syncResult) {
            if state.hasFailed { return syncs ? .givenUp : .unneeded }
            if isOurs(state.operation) { return .sent }
        }
        guard syncs, !application.isAutomated else { return .unneeded }
        if application.metadata.deletionTimestamp != nil { return .wait("\(name) is being deleted") }
        if hasGoneOn || (carries(compared) && status?.sync?.status == "Synced") { return .unneeded }
        return .send
    }

    /// Whether a sync of what is wanted has succeeded since: the application's history counts up.
    func wasDeployed(since deployment: Int) -> Bool {
        (status?.history ?? []).contains {
            ($0.id ?? 0) > deployment && places.revisions($0.revision, $0.revisions).contains(wanted.hex)
        }
    }
}
