import Foundation
import Promotion

extension Engine {
    /// One round over a pipeline's sources, unless one is under way.
    func scan(_ name: String) {
        guard let runtime = runtimes[name] else { return }
        if runtime.scanning {
            // What was pushed meanwhile may not be in the list that is being read.
            runtimes[name]?.scanAgain = true
            return
        }
        let pipeline = runtime.machine.pipeline
        guard !pipeline.sources.isEmpty else { return }
        runtimes[name]?.scanning = true
        let last = runtime.state.releases.last
        let every = pipeline.sources.count == 1 && pipeline.stages.contains { $0.queue == .every }
        let choices = pipeline.cut == .sameRevision ? 10 : 1
        let scanner = scanner
        spawn { [weak self] in
            let scans = await scanner.rounds.run {
                var scans: [String: SourceScan] = [:]
                for source in pipeline.sources {
                    scans[source.name] = await scanner.scan(
                        source, released: last?.artifact(of: source.name), every: every, choices: choices)
                }
                return scans
            }
            if Task.isCancelled { return }
            await self?.scanned(name, scans, runtime.generation)
        }
    }

    private func scanned(_ name: String, _ scans: [String: SourceScan], _ generation: Int) {
        guard running, let runtime = runtimes[name] else { return }
        runtimes[name]?.scanning = false
        runtimes[name]?.scanAgain = false
        metrics.add(.scans, 1)
        let now = ports.clock.now
        if runtime.scanAgain || runtime.generation != generation {
            agenda.hasten(.scan(pipeline: name), to: now)
            // What another policy chose is not released.
            if runtime.generation != generation { return ring() }
        }
        var interval = runtime.machine.pipeline.sources.map(\.interval).min() ?? 300
        for case .failed(let problem) in scans.values {
            metrics.add(.scanFailures, 1)
            if case .transient(let after) = problem.kind { interval = max(interval, after ?? 0) }
        }
        let spread = 0.9 + 0.2 * jitter(name, String(Int(now.timeIntervalSince1970)))
        agenda.hasten(.scan(pipeline: name), to: now.addingTimeInterval(interval * spread))
        if runtime.state.isNews(scans) {
            post(.scanned(scans), to: name)
        } else {
            for source in scans.keys { runtimes[name]?.state.sources[source]?.scannedAt = now }
        }
        ring()
    }

    /// Scans now what a hint or a person names: brings the round forward, and believes nothing else of it.
    package func scanNow(_ pipeline: String) {
        agenda.hasten(.scan(pipeline: pipeline), to: ports.clock.now)
        ring()
    }
}

extension PipelineState {
    /// Whether a round says anything that the state does not have yet.
    fileprivate func isNews(_ scans: [String: SourceScan]) -> Bool {
        scans.contains { name, scan in
            guard let known = sources[name] else { return true }
            switch scan {
            case .found(let artifacts):
                guard known.problem == nil, known.candidates.isEmpty, artifacts.count == 1,
                    let artifact = known.artifact
                else { return true }
                return artifact.tag != artifacts[0].tag || artifact.digest != artifacts[0].digest
            case .nothing(let why): return known.problem != nil || known.note != why || !known.candidates.isEmpty
            case .failed(let problem): return known.problem != problem
            }
        }
    }
}
