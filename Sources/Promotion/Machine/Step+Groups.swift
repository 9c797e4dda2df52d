/// What a stage's group says of the releases that may come.
extension Step {
    /// The first canary of its group that a release has not passed; a release that was verified in the stage itself needs
    /// none.
    func missingCanary(_ release: ReleaseID, _ stage: Stage) -> String? { missingCanaries(release, stage).first }

    func missingCanaries(_ release: ReleaseID, _ stage: Stage) -> [String] {
        guard !stage.canaries.isEmpty, soaked(release, in: stage.environment, for: 0) == .never,
            let fanOut = machine.fanOut(stage, state)
        else { return [] }
        return stage.canaries.filter { !fanOut.hasPassed(release, canary: $0) }
    }

    /// How far each group is, in the order of its first stage.
    var groups: [GroupStatus]? {
        var seen: Set<String> = []
        let groups = pipeline.stages.compactMap(\.group).filter { seen.insert($0.name).inserted }
        return groups.isEmpty ? nil : groups.map(status)
    }

    private func status(of group: StageGroup) -> GroupStatus {
        let fanOut = FanOut(group: group, pipeline: pipeline.name, state: state)
        let known = group.members.flatMap { member in
            let stage = self[member]
            return [stage.current?.release, stage.promotion?.release] + (stage.failures ?? []).map(\.release)
        }
        let newest = Set(known.compactMap(\.self)).compactMap(state.release).max { $0.number < $1.number }
        var status = GroupStatus(
            name: group.name, members: group.members.count, verified: 0,
            onTheirWay: group.members.count(where: fanOut.isOnItsWay), failed: [], isStopped: false, summary: "")
        guard let newest else {
            status.summary = "\(group.name) has no release yet."
            return status
        }
        status.release = VersionStatus(release: newest.id, title: newest.title)
        status.verified = group.members.count {
            self[$0].current?.release == newest.id && self[$0].current?.verifiedAt != nil
        }
        status.failed = group.members.filter { fanOut.failure(of: newest.id, in: $0) != nil }
        status.isStopped = group.stopsOnFailure && !status.failed.isEmpty && status.verified < status.members
        status.summary =
            "\(group.name): \(newest.title) is verified in \(status.verified) of \(status.members), "
            + "\(status.onTheirWay) on their way"
        if !status.failed.isEmpty {
            status.summary +=
                ", \(status.isStopped ? "stopped by" : "failed in") \(status.failed.joined(separator: ", "))"
        }
        status.summary += "."
        return status
    }

    /// Why a release is not for any other member yet, with what its canary says of itself.
    func waitsFor(_ canary: String, _ release: String) -> String {
        let why = pipeline.stage(canary).map { status($0).why } ?? ""
        return "\(release) waits until the canary \(canary) has verified it. There: \(why)"
    }
}
