package import Promotion

/// Being told of changes in place of asking for them.
extension ArgoCD {
    package func pace(of request: HandOff) async -> ObservationPace {
        await watch.tells(of: request.promotion) ? .told : .steady
    }

    var watch: ApplicationWatch { memory.watch(of: definition.project, at: server) }

    /// What the watch has told of a promotion that is under way.
    ///
    /// Nil where its applications have to be read: what is told may be old, so that neither success nor failure is taken from
    /// it, nor what there is to be done.
    func told(_ request: HandOff) async throws(Problem) -> Observation? {
        guard let applications = await watch.applications(of: request.promotion) else { return nil }
        let known = KnownRevisions(lineage, request)
        var verdicts: [Verdict] = []
        for application in applications {
            let look = try await look(application, known)
            guard look.neededRefresh == nil else { return nil }
            verdicts.append(look.verdict)
        }
        let seen = Self.slowest(verdicts, wanted: request.revision)
        return seen.isUnderWay ? seen : nil
    }

    /// Has the watch tell of a promotion once there is nothing left to do for it but to wait.
    func follow(
        _ request: HandOff, _ looks: [(Application, Verdict)], as seen: Observation, owes: Bool
    ) async {
        let isOld = looks.contains { if case .stale = $0.1 { true } else { false } }
        if seen.isUnderWay, !isOld, !owes {
            await watch.follow(request, looks.map(\.0), at: server)
        } else {
            await watch.leave(request.promotion)
        }
    }
}
