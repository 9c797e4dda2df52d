import Foundation
import Promotion
import Synchronization

/// What the engine counts and times. Cheap to update from anywhere; rendered by whoever serves it.
package final class EngineMetrics: Sendable {
    package enum Gauge: String, Sendable, CaseIterable { case pipelines }

    package enum Counter: String, Sendable, CaseIterable {
        case scans
        case scanFailures = "scan_failures"
        case releases
        case commits
        case verified
        case failures
    }

    /// Durations; those of a release's way run from the artifact's first sight.
    package enum Timer: String, Sendable, CaseIterable {
        case plan
        case send
        case storeCommit = "store_commit"
        case artifactToCommit = "artifact_to_commit"
        case artifactToLive = "artifact_to_live"
        case commitToLive = "commit_to_live"
    }

    /// Upper bounds in seconds; a last bucket takes the rest.
    package static let bounds: [Double] = [
        0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 7200, 86_400,
    ]

    package struct Histogram: Sendable {
        package var buckets = [Int](repeating: 0, count: EngineMetrics.bounds.count + 1)
        package var sum = 0.0
        package var count = 0

        mutating func observe(_ seconds: Double) {
            buckets[EngineMetrics.bounds.firstIndex { seconds <= $0 } ?? EngineMetrics.bounds.count] += 1
            sum += seconds
            count += 1
        }
    }

    package struct Snapshot: Sendable {
        package var gauges: [Gauge: Double] = [:]
        package var counters: [Counter: Int] = [:]
        package var timers: [Timer: Histogram] = [:]
    }

    private let values = Mutex(Snapshot())

    package var snapshot: Snapshot { values.withLock { $0 } }

    func set(_ gauge: Gauge, _ value: Double) { values.withLock { $0.gauges[gauge] = value } }
    func add(_ counter: Counter, _ amount: Int) { values.withLock { $0.counters[counter, default: 0] += amount } }

    func observe(_ timer: Timer, _ duration: Duration) {
        let parts = duration.components
        observe(timer, seconds: Double(parts.seconds) + Double(parts.attoseconds) / 1e18)
    }

    func observe(_ timer: Timer, seconds: Double) {
        values.withLock { $0.timers[timer, default: Histogram()].observe(max(0, seconds)) }
    }

    /// Counts what a step recorded.
    func count(_ records: [AuditRecord], state: PipelineState, now: Date) {
        for record in records {
            let seen = record.release.flatMap { state.release($0)?.artifacts.map(\.firstSeen).max() }
            switch record.action {
            case "released": add(.releases, 1)
            case "failed", "blocked": add(.failures, 1)
            case "landed":
                add(.commits, 1)
                if let seen { observe(.artifactToCommit, seconds: now.timeIntervalSince(seen)) }
            case "verified":
                add(.verified, 1)
                if let seen { observe(.artifactToLive, seconds: now.timeIntervalSince(seen)) }
                if let environment = record.environment, let current = state.stages[environment]?.current {
                    observe(.commitToLive, seconds: now.timeIntervalSince(current.since))
                }
            default: break
            }
        }
    }
}
