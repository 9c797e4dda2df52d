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
