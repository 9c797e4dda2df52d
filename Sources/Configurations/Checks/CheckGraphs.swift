/// The stages of each pipeline make a graph without cycles, so that each can be reached.
func checkGraphs(_ drafts: Drafts, _ findings: inout Findings) {
    for pipeline in drafts.pipelines {
        guard let draft = pipeline.draft else { continue }
        let stages = Dictionary(draft.stages.map { ($0.value.environment.value, $0.value) }) { first, _ in first }
        var graph = StageGraph(stages: stages)
        let order = draft.stages.map(\.value.environment.value)
        for cycle in graph.cycles(order: order) {
            guard let stage = stages[cycle[0]],
                let closing = stage.after.first(where: { $0.value == cycle[1] })
            else { continue }
            findings.refuse(
                at: closing.location,
                "the stages wait for one another: \(cycle.joined(separator: " after ")); remove one `after` of them")
        }
        for name in order {
            guard graph.isBehindCycle(name), let stage = stages[name] else { continue }
            findings.refuse(
                at: stage.environment.location,
                "no release can ever reach this stage: it comes after stages that wait for one another")
        }
    }
}

/// The stages that no release can reach: those on a cycle, and those behind one.
private struct StageGraph {
    private let stages: [String: StageDraft]
    /// What is left when every stage is taken away whose upstream stages were.
    private let stuck: Set<String>
    private var onCycle: Set<String> = []

    init(stages: [String: StageDraft]) {
        self.stages = stages
        // A stage of another pipeline or a misspelt one is reported elsewhere, and holds nothing up here.
        var waitsFor = stages.mapValues { stage in Set(stage.after.map(\.value).filter { stages[$0] != nil }) }
        var downstream: [String: [String]] = [:]
        for (name, upstream) in waitsFor {
            for other in upstream { downstream[other, default: []].append(name) }
        }
        var free = waitsFor.filter(\.value.isEmpty).map(\.key)
        while let name = free.popLast() {
            waitsFor[name] = nil
            for other in downstream[name] ?? [] {
                waitsFor[other]?.remove(name)
                if waitsFor[other]?.isEmpty == true { free.append(other) }
            }
        }
        stuck = Set(waitsFor.keys)
    }

    /// One cycle for each knot of stages, its first stage repeated at its end; stages are begun with in `order`.
    mutating func cycles(order: [String]) -> [[String]] {
        var visited: Set<String> = []
        var cycles: [[String]] = []
        for start in order where stuck.contains(start) {
            var path: [String] = []
            var next: String? = start
            while let name = next, visited.insert(name).inserted {
                path.append(name)
                next = stages[name]?.after.map(\.value).first(where: stuck.contains)
            }
            // The walk ended where it had been before: on this walk, and the rest of it is a cycle, or on an earlier one.
            if let end = next, let index = path.firstIndex(of: end) {
                cycles.append(path[index...] + [end])
                onCycle.formUnion(path[index...])
            }
        }
        return cycles
    }

    func isBehindCycle(_ name: String) -> Bool { stuck.contains(name) && !onCycle.contains(name) }
}
