package import Promotion

/// Hands a commit to several reconcilers, one after the other, and calls it live when it is live with all of them.
///
/// Each keeps a receipt of its own in the common one, under its name, so that after a restart each follows what it was asked
/// for. Where one cannot be asked those before it are not asked again by the next attempt, and those after it are not asked
/// before it. They are looked at together, each with its own deadline.
package struct AllReconcilers: Reconciler {
    package struct Part: Sendable {
        let name: String
        let reconciler: any Reconciler

        package init(_ name: String, _ reconciler: any Reconciler) {
            self.name = name
            self.reconciler = reconciler
        }
    }

    private let parts: [Part]
    private let memory: HandedOff

    /// `memory` is shared by all adapters of the process.
    package init(_ parts: [Part], memory: HandedOff) {
        self.parts = parts
        self.memory = memory
    }

    package func request(_ request: HandOff) async throws(Problem) -> HandOffReceipt {
        var receipts = memory.receipts(of: request)
        for part in parts where receipts[part.name] == nil {
            do throws(Problem) {
                receipts[part.name] = try await part.reconciler.request(request)
            } catch {
                memory.keep(receipts, of: request)
                throw error.named(part.name)
            }
            // What has failed in one place is not taken to the next one.
            if case .failed? = receipts[part.name]?.settled { break }
        }
        memory.forget(request)
        let settled = parts.compactMap { part in receipts[part.name]?.settled.map { (part.name, $0) } }
        let isDecided = settled.count == parts.count || settled.contains { $0.1.hasFailed }
        return AllReceipt(receipts).receipt(
            settled: isDecided ? Self.worst(settled, wanted: request.revision) : nil)
    }

    package func observe(_ request: HandOff, receipt: HandOffReceipt?) async throws(Problem) -> Observation {
        let receipts = receipt.map { AllReceipt($0).parts } ?? [:]
        let looks: [Int: Result<Observation, Problem>] = await withTaskGroup(
            of: (Int, Result<Observation, Problem>).self
        ) { group in
            for (index, part) in parts.enumerated() {
                group.addTask {
                    do throws(Problem) {
                        return (
                            index, .success(try await part.reconciler.observe(request, receipt: receipts[part.name]))
                        )
                    } catch {
                        return (index, .failure(error.named(part.name)))
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        var seen: [(String, Observation)] = []
        var problems: [Problem] = []
        for (index, part) in parts.enumerated() {
            switch looks[index] {
            case .success(let observation): seen.append((part.name, observation))
            case .failure(let problem): problems.append(problem)
            case nil: break
            }
        }
        // A failure that is known is told, though somebody else could not be asked just now.
        let isDecided = seen.contains { $0.1.hasFailed }
        if !isDecided, let problem = problems.first(where: { !$0.isTransient }) ?? problems.first { throw problem }
        return Self.worst(seen, wanted: request.revision)
    }

    /// That of whoever has to be asked most often.
    package func pace(of request: HandOff) async -> ObservationPace {
        var paces: [ObservationPace] = []
        for part in parts { paces.append(await part.reconciler.pace(of: request)) }
        return ObservationPace(
            first: paces.map(\.first).min() ?? ObservationPace.steady.first,
            longest: paces.map(\.longest).min() ?? ObservationPace.steady.longest)
    }

    /// Live where all are; otherwise the worst that any of them reports, and what all report that are not live.
    static func worst(_ seen: [(name: String, observation: Observation)], wanted: CommitID) -> Observation {
        let open = seen.filter { $0.observation.badness > 0 }.sorted { $0.observation.badness > $1.observation.badness }
        guard let worst = open.first?.observation else { return live(seen, wanted: wanted) }
        let told = worst.hasFailed ? open.filter(\.observation.hasFailed) : open
        var words = told.prefix(4).map { "\($0.name): \($0.observation.reason)" }.joined(separator: "; ")
        if told.count > 4 { words += "; and \(told.count - 4) more" }
        return switch worst {
        case .failed: .failed(reason: words)
        case .degraded: .degraded(reason: words)
        case .waiting: .waiting(reason: words)
        case .progressing, .live: .progressing(reason: words)
        }
    }

    /// A descendant counts as what is live only where all have the same one.
    private static func live(_ seen: [(name: String, observation: Observation)], wanted: CommitID) -> Observation {
        var revisions: Set<CommitID> = []
        var evidence: [String] = []
        for (name, observation) in seen {
            guard case .live(let revision, let words) = observation else { continue }
            revisions.insert(revision)
            if let words { evidence.append("\(name): \(words)") }
        }
        return .live(
            at: revisions.count == 1 ? revisions.first ?? wanted : wanted,
            evidence: evidence.isEmpty ? nil : evidence.joined(separator: "; "))
    }
}

extension Observation {
    fileprivate var hasFailed: Bool {
        if case .failed = self { return true }
        return false
    }

    /// 0 is live; the highest is told first of several.
    fileprivate var badness: Int {
        switch self {
        case .live: 0
        case .progressing: 1
        case .waiting: 2
        case .degraded: 3
        case .failed: 4
        }
    }

    fileprivate var reason: String {
        switch self {
        case .waiting(let reason), .progressing(let reason), .degraded(let reason), .failed(let reason): reason
        case .live(let revision, _): "live at \(revision.short)"
        }
    }
}

extension Problem {
    fileprivate func named(_ name: String) -> Problem { Problem(kind, "\(name): \(summary)", remedy: remedy) }
}
