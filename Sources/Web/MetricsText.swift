import Engine

/// The metrics in Prometheus' text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).
enum MetricsText {
    /// - Parameter refused: whether the newest configuration was refused, so that an older one is in force.
    static func render(_ snapshot: EngineMetrics.Snapshot, version: String, refused: Bool) -> String {
        var lines = [
            "# HELP sluice_build_info The version of the daemon.", "# TYPE sluice_build_info gauge",
            "sluice_build_info{version=\"\(version)\"} 1",
            "# HELP sluice_configuration_refused Whether the newest configuration was refused and an older one is in force.",
            "# TYPE sluice_configuration_refused gauge", "sluice_configuration_refused \(refused ? 1 : 0)",
        ]
        for gauge in EngineMetrics.Gauge.allCases {
            let name = "sluice_\(gauge.rawValue)"
            lines += ["# HELP \(name) \(gauge.help)", "# TYPE \(name) gauge"]
            lines.append("\(name) \(number(snapshot.gauges[gauge] ?? 0))")
        }
        for counter in EngineMetrics.Counter.allCases {
            let name = "sluice_\(counter.rawValue)_total"
            lines += ["# HELP \(name) \(counter.help)", "# TYPE \(name) counter"]
            lines.append("\(name) \(snapshot.counters[counter] ?? 0)")
        }
        for timer in EngineMetrics.Timer.allCases {
            let name = "sluice_\(timer.rawValue)_seconds"
            let histogram = snapshot.timers[timer]
            lines += ["# HELP \(name) \(timer.help)", "# TYPE \(name) histogram"]
            var sum = 0
            for (index, bound) in EngineMetrics.bounds.enumerated() {
                sum += histogram?.buckets[index] ?? 0
                lines.append("\(name)_bucket{le=\"\(number(bound))\"} \(sum)")
            }
            lines.append("\(name)_bucket{le=\"+Inf\"} \(histogram?.count ?? 0)")
            lines.append("\(name)_sum \(number(histogram?.sum ?? 0))")
            lines.append("\(name)_count \(histogram?.count ?? 0)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func number(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : String(value)
    }
}

extension EngineMetrics.Gauge {
    fileprivate var help: String {
        switch self {
        case .pipelines: "Pipelines that are configured."
        }
    }
}

extension EngineMetrics.Counter {
    fileprivate var help: String {
        switch self {
        case .scans: "Scan rounds."
        case .scanFailures: "Sources that could not be read in a scan round."
        case .releases: "Releases that were cut."
        case .commits: "Promotions whose commit is on its branch."
        case .verified: "Promotions that were proven live."
        case .failures: "Promotions that failed or are blocked."
        }
    }
}

extension EngineMetrics.Timer {
    fileprivate var help: String {
        switch self {
        case .plan: "Making the edits of one promotion."
        case .send: "One push, with all that goes with it."
        case .storeCommit: "One transaction of the store."
        case .artifactToCommit: "From an artifact's first sight to its commit on a branch."
        case .artifactToLive: "From an artifact's first sight to its being live in a stage."
        case .commitToLive: "From a commit on a branch to its being live."
        }
    }
}
