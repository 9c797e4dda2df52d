import Promotion

/// Follows one release into one stage.
struct StageWait: Sendable {
    let stage: StageName
    let release: ReleaseID
    let client: APIClient

    /// Returns the stage's status once the release is live and verified there.
    ///
    /// Throws `.failed` when it failed or is not on its way any more, `.timedOut` when `limit` has passed.
    func run(within limit: Duration) async throws -> StageStatus {
        try await withThrowingTaskGroup(of: StageStatus.self) { group in
            group.addTask { try await follow() }
            group.addTask {
                try await Task.sleep(for: limit)
                let why = (try? await client.stage(stage).why) ?? ""
                throw Failure(
                    .timedOut,
                    "\(stage) did not get there within \(limit.components.seconds) seconds. \(printable(why))",
                    remedy: "It goes on by itself; `sluice status \(stage)` says where it stands.")
            }
            defer { group.cancelAll() }
            guard let status = try await group.next() else { throw CancellationError() }
            return status
        }
    }

    private func follow() async throws -> StageStatus {
        var revision = -1
        while true {
            // The revision first: what changes after it was read is seen by the next round.
            revision = try await client.change(after: revision)
            let status = try await client.stage(stage)
            switch verdict(on: status) {
            case .there: return status
            case .never(let why): throw Failure(.failed, why)
            case .notYet: continue
            }
        }
    }

    enum Verdict: Equatable {
        case there
        case notYet
        case never(String)
    }

    func verdict(on status: StageStatus) -> Verdict {
        let isCurrent = status.current?.release == release
        let isNext = status.next?.release == release
        // It has failed, and the one before it is on its way back.
        if isCurrent, !isNext, status.current?.verifiedAt == nil, status.next != nil, let hold = status.hold,
            hold.kind == .rollback
        {
            return .never(printable(hold.reason))
        }
        switch status.phase {
        case .failed where isCurrent || isNext: return .never(printable(status.why))
        case .sending, .inReview, .deploying, .verifying: return isCurrent || isNext ? .notYet : elsewhere(status)
        default: break
        }
        if isCurrent { return status.current?.verifiedAt == nil ? .notYet : .there }
        // Between two steps nothing is in flight for a moment; what was refused is next all the same, and says so.
        if isNext { return status.waiting.contains { $0.gate == .refused } ? .never(printable(status.why)) : .notYet }
        return elsewhere(status)
    }

    private func elsewhere(_ status: StageStatus) -> Verdict {
        .never("The release is not on its way into \(stage) any more. \(printable(status.why))")
    }
}
