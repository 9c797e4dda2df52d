package import Foundation

/// What happens when a release that was verified is seen to be live no longer as it is declared.
package struct LiveDriftRule: Sendable, Hashable {
    package enum Action: String, Sendable, Hashable, CaseIterable {
        /// Nobody looks.
        case off
        /// It is told. The default.
        case report
        /// It is told, and the reconciler is asked for the same commit again.
        case heal
    }

    package var action: Action
    /// Seconds between two looks, before jitter; of reconcilers that are only asked by runs, `driftRun.every` says it.
    package var interval: TimeInterval

    package init(_ action: Action = .report, interval: TimeInterval = 300) {
        self.action = action
        self.interval = interval
    }
}

/// How a reconciler tells what is live of a release that it has made live before.
package enum LiveSight: Sendable, Hashable {
    /// By looking: `observe` tells at any time.
    case looks
    /// By runs that only plan, so many seconds apart.
    case runs(every: TimeInterval)
}

extension ReconcilerKind {
    /// Nil for reconcilers that know nothing but what they were asked for.
    package var liveSight: LiveSight? {
        switch self {
        case .none: nil
        case .command(let definition): definition.observation.map { _ in .looks }
        case .webhook(let definition): definition.observation.map { _ in .looks }
        case .argocd, .flux, .kubernetes: .looks
        case .gitlabCI(let definition): definition.driftRun.map { .runs(every: $0.every) }
        case .githubActions(let definition): definition.driftRun.map { .runs(every: $0.every) }
        case .terraform(let definition): definition.driftRun.map { .runs(every: $0) }
        case .all(let parts): LiveSight(ofAll: parts.map(\.kind).filter { $0 != .none }.map(\.liveSight))
        }
    }
}

extension LiveSight {
    /// That of several reconcilers, which are asked together: nil where they do not tell in one way.
    fileprivate init?(ofAll sights: [LiveSight?]) {
        var every: [TimeInterval] = []
        for case .runs(let pause) in sights { every.append(pause) }
        if let longest = every.max(), every.count == sights.count {
            self = .runs(every: longest)
        } else if !sights.isEmpty, sights.allSatisfy({ $0 == .looks }) {
            self = .looks
        } else {
            return nil
        }
    }
}

extension Environment {
    /// How what is live is looked at, and how often; nil where nobody looks.
    package var liveSight: (sight: LiveSight, interval: TimeInterval)? {
        guard liveDrift.action != .off, let sight = reconciler.liveSight else { return nil }
        return switch sight {
        case .looks: (sight, liveDrift.interval)
        case .runs(let every): (sight, every)
        }
    }
}
