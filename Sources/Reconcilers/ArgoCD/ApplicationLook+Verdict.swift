import Foundation
import Promotion

/// How a promotion stands in one application. The order is the order of what is told first of several.
enum Verdict: Sendable, Hashable {
    case failed(String)
    case degraded(String)
    case waiting(String)
    case progressing(String)
    /// What was seen is older than the sync's end: it has to be looked at again, by a hard refresh.
    case stale(String)
    case live(CommitID)
}

extension ApplicationLook {
    /// The five-part rule for *live at X*. Whatever is missing counts as not so.
    ///
    /// 1. No operation is asked for or under way, and the last one has ended.
    /// 2. The revision that was compared, each one of the sources that count, is X or a descendant of X.
    /// 3. Nothing keeps Argo CD from comparing.
    /// 4. What is seen was seen after the last operation's end.
    /// 5. It is Synced and Healthy. Suspended still progresses.
    var verdict: Verdict {
        if application.metadata.deletionTimestamp != nil { return .waiting("\(name) is being deleted") }
        if let running { return underWay(running) }
        if let state = finished, state.hasFailed, concerns(state.operation, result: state.syncResult) {
            return .failed("\(name): the sync ended as \(state.phase ?? "failed")\(words(of: state))")
        }
        if let condition = status?.conditions?.first(where: { Self.blocking.contains($0.type ?? "") }) {
            return .progressing("\(name): \(condition.type ?? "") \((condition.message ?? "").words())")
        }
        guard carries(compared) else { return elsewhere }
        if let end = status?.operationState?.finishedAt?.date {
            guard let seen = status?.reconciledAt?.date, seen >= end else {
                return .stale("\(name): its health was seen before the sync ended")
            }
        }
        guard status?.sync?.status == "Synced" else { return notSynced }
        return healthy
    }

    /// Seconds after a sync in which what is compared may still change by it.
    private static let settling: TimeInterval = 300

    private static let blocking: Set<String> = ["ComparisonError", "InvalidSpecError"]

    private func underWay(_ operation: Application.Operation) -> Verdict {
        let state = status?.operationState
        guard concerns(operation, result: state?.isRunning == true ? state?.syncResult : nil) else {
            return .waiting("\(name): another operation is under way\(starter(operation))")
        }
        let retries = state?.retryCount.map { $0 > 0 ? ", retry \($0)" : "" } ?? ""
        return .progressing("\(name) is syncing\(retries)\(state.map { words(of: $0) } ?? "")")
    }

    func starter(_ operation: Application.Operation) -> String {
        if operation.initiatedBy?.automated == true { return ", started by auto-sync" }
        guard let user = operation.initiatedBy?.username, !user.isEmpty else { return "" }
        return ", started by \(user.words(limit: 80))"
    }

    /// Compared at another revision, or at none.
    private var elsewhere: Verdict {
        let now = compared.filter { !carriers.contains($0) }.map(Self.short)
        guard !now.isEmpty else { return .waiting("\(name) was not compared with its repository yet") }
        let mine = finished.map { isOurs($0.operation) } ?? false
        let what = "\(name) is compared at \(now.joined(separator: " and ")), not at \(wanted.short)"
        return mine ? .progressing(what) : .waiting(what)
    }

    private var notSynced: Verdict {
        let state = status?.sync?.status ?? "not compared"
        let differing = (status?.resources ?? []).filter(\.isOutOfSync).prefix(3).map(\.title)
        let list = differing.isEmpty ? "" : ": \(differing.joined(separator: ", "))"
        let what =
            "\(name) is \(state.words(limit: 40)) at \(compared.map(Self.short).joined(separator: " and "))\(list)"
        guard let sync = finished, concerns(sync.operation, result: sync.syncResult) else { return .waiting(what) }
        // Right after a sync it may only not have been seen; later somebody has changed what was synced.
        if let end = sync.finishedAt?.date, let seen = status?.reconciledAt?.date,
            seen.timeIntervalSince(end) >= Self.settling
        {
            return .degraded("\(what), and was synced \(Int(seen.timeIntervalSince(end))) s before")
        }
        return .progressing("\(what), after its sync")
    }

    private var healthy: Verdict {
        let health = status?.health?.status ?? "Unknown"
        let words = "\(name) is \(health.words(limit: 40))\(unhealthy)"
        switch health {
        case "Healthy": return .live(live)
        case "Degraded", "Missing": return .degraded(words)
        default: return .progressing(words)
        }
    }

    /// What is told as live: the promotion's own commit where it is compared with that.
    private var live: CommitID {
        compared.contains(wanted.hex) ? wanted : CommitID(hex: compared.first ?? wanted.hex)
    }

    /// The application's own words on its health, and those of the first resources that are not healthy.
    private var unhealthy: String {
        let resources = (status?.resources ?? []).filter(\.isUnhealthy)
        let texts = resources.prefix(3).map { resource in
            let message = resource.health?.message?.words(limit: 200) ?? resource.health?.status ?? ""
            return "\(resource.title): \(message)"
        }
        return join([status?.health?.message?.words(limit: 200)] + texts, left: resources.count - 3)
    }

    /// What an operation says of itself, and what its first failing resources say.
    private func words(of state: Application.OperationState) -> String {
        let failing = (state.syncResult?.resources ?? []).filter(\.hasFailed)
        let texts = failing.prefix(3).map { "\($0.title): \(($0.message ?? "").words(limit: 200))" }
        return join([state.message?.words(limit: 300)] + texts, left: failing.count - 3)
    }

    private func join(_ texts: [String?], left: Int) -> String {
        var texts = texts.compactMap(\.self).filter { !$0.isEmpty }
        if left > 0 { texts.append("and \(left) more") }
        return texts.isEmpty ? "" : ": \(texts.joined(separator: "; "))"
    }

    static func short(_ revision: String) -> String {
        CommitID.isCommit(revision) ? CommitID(hex: revision).short : revision.words(limit: 60)
    }
}

extension Application.Status.Resource {
    var isOutOfSync: Bool { status == "OutOfSync" }
    var isUnhealthy: Bool { !["Healthy", nil].contains(health?.status) }

    var title: String { [kind, name].compactMap(\.self).joined(separator: " ").words(limit: 120) }
}

extension Application.OperationState.Resource {
    var hasFailed: Bool { status == "SyncFailed" || hookPhase == "Failed" || hookPhase == "Error" }

    var title: String { [kind, name].compactMap(\.self).joined(separator: " ").words(limit: 120) }
}
