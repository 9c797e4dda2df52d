package import Foundation

extension PipelineMachine {
    /// Where the pipeline stands, and for each stage the one sentence that says why.
    package func status(_ state: PipelineState, now: Date) -> PipelineStatus {
        let step = Step(machine: self, state: state, now: now)
        return PipelineStatus(
            pipeline: pipeline.name,
            sources: pipeline.sources.map { source in
                let known = state.sources[source.name]
                return SourceStatus(
                    name: source.name, repository: source.repository, wanted: known?.artifact?.tag,
                    scannedAt: known?.scannedAt, note: known?.problem?.description ?? known?.note)
            },
            stages: pipeline.stages.map { step.status($0) }, groups: step.groups,
            releases: Array(state.releases.suffix(50).reversed()))
    }
}

extension Step {
    func status(_ stage: Stage) -> StageStatus {
        let environment = stage.environment
        let stageState = self[environment]
        var status = StageStatus(
            stage: pipeline.id(environment), phase: .unknown, waiting: [], why: "", edits: [], approvedBy: [])
        status.group = stage.group?.name
        status.hold = stageState.hold
        status.pin = stageState.pin
        guard let current = stageState.current else {
            let reason = stageState.problem?.description ?? "The repository is being read for the first time."
            status.waiting = [Waiting(.repository, reason, until: stageState.retry?.next)]
            status.why = reason
            return status
        }
        status.current = VersionStatus(
            release: current.release, title: shownTitle(current), commit: current.commit, since: current.since,
            verifiedAt: current.verifiedAt)
        if let promotion = stageState.promotion {
            describe(promotion, stage, &status)
        } else {
            describeIdle(stage, current, &status)
        }
        describeWatch(stage, &status)
        if let problem = stageState.problem {
            // The branch is read again with all who live on it, at its interval.
            status.waiting.append(Waiting(.repository, problem.description))
        }
        if status.why.isEmpty { status.why = status.waiting.map(\.message).joined(separator: " ") }
        return status
    }

    private func shownTitle(_ current: CurrentVersion) -> String {
        if let release = current.release.flatMap(state.release) { return release.title }
        let tags = current.tags.sorted { $0.key < $1.key }
        if tags.count == 1 { return tags[0].value }
        if !tags.isEmpty { return tags.map { "\($0.key) \($0.value)" }.joined(separator: ", ") }
        return current.declared.map(\.value).joined(separator: ", ")
    }

    private func describe(_ promotion: Promotion, _ stage: Stage, _ status: inout StageStatus) {
        status.promotion = promotion.id
        status.requestedBy = promotion.requestedBy
        status.since = promotion.since
        status.planHash = promotion.plan?.hash
        status.edits = promotion.plan?.edits ?? []
        status.approvedBy = promotion.approvals.filter { $0.planHash == promotion.plan?.hash }.map(\.by)
        status.mergeRequest = self[stage.environment].proposal?.address
        status.verifications = promotion.verification.map {
            verificationStatus(stage, $0, at: promotion.hasFailed ? promotion.since : now)
        }
        let name = title(promotion.release)
        if promotion.commit == nil {
            status.next = VersionStatus(release: promotion.release, title: name)
        }
        switch promotion.state {
        case .planning:
            status.phase = .waiting
            status.waiting = [Waiting(.plan, "The edits for \(name) are being made.")]
        case .waiting:
            let closed = closedGates(stage) ?? []
            status.waiting = closed
            status.phase = phase(of: closed)
            status.why = closed.isEmpty ? "" : "\(name) waits: " + closed.map(\.message).joined(separator: " ")
        case .proposing:
            status.phase = .sending
            status.waiting = [Waiting(.mergeRequest, "A merge request for \(name) is being opened.")]
        case .proposed:
            describeProposed(name, stage, &status)
        case .merging:
            status.phase = .sending
            let what = self[stage.environment].proposal.map { "\($0.id)" } ?? "The merge request"
            status.waiting = [Waiting(.mergeRequest, "\(what) with \(name) is being merged.")]
        case .sending:
            status.phase = .sending
            status.waiting = [Waiting(.delivery, "\(name) is being committed.")]
        case .landed(let commit):
            status.phase = .deploying
            status.waiting = [
                Waiting(.reconciler, "\(name) is committed as \(commit.short); the reconciler is being asked.")
            ]
        case .deploying(let commit, _, let seen):
            status.phase = .deploying
            let seen = seen ?? "the reconciler has not reported \(commit.short) live yet"
            status.waiting = [Waiting(.reconciler, "\(name) is deploying: \(seen).")]
        case .verifying(let commit):
            describeVerifying(
                name, stage, promotion.verification ?? VerificationRun(began: promotion.since, liveAt: commit), &status)
        case .ended(.failed(let problem)):
            status.phase = .failed
            status.waiting = [Waiting(.retry, "\(name) failed: \(problem.description)")]
        case .ended:
            status.phase = .settled
        }
        if let retry = promotion.retry, retry.attempts > 0, promotion.state != .waiting, promotion.state != .proposed {
            let blocked = retry.notBefore == .distantFuture
            if blocked { status.phase = .failed }
            status.waiting = [
                Waiting(
                    .retry,
                    blocked
                        ? "\(name) is blocked: \(retry.problem.description)"
                        : "\(name): \(retry.problem.description) Attempt \(retry.attempts + 1) follows by itself.",
                    until: blocked ? nil : retry.notBefore)
            ]
        }
    }

    /// The gates first, then what the host waits for: both are told, for both have to open.
    private func describeProposed(_ name: String, _ stage: Stage, _ status: inout StageStatus) {
        let closed = closedGates(stage) ?? []
        status.waiting = closed
        status.phase = closed.isEmpty ? .inReview : phase(of: closed)
        let own = self[stage.environment].proposal
        if let problem = own?.tellingRetry?.problem {
            status.waiting.append(Waiting(.mergeRequest, "The merge request cannot be told so: \(problem.description)"))
        }
        status.waiting += own?.asked?.refused.map { Waiting(.mergeRequest, $0.reason) } ?? []
        if let proposal = self[stage.environment].proposal,
            let delivery = machine.environments[stage.environment]?.delivery.mergeRequest
        {
            status.waiting += waitingOnHost(proposal, delivery, stage.environment, gatesAreOpen: closed.isEmpty)
        }
        status.why = "\(name) waits: " + status.waiting.map(\.message).joined(separator: " ")
    }

    private func waitingOnHost(
        _ proposal: Proposal, _ delivery: MergeRequestDelivery, _ environment: String, gatesAreOpen: Bool
    ) -> [Waiting] {
        if let retry = proposal.retry {
            return [
                Waiting(
                    .mergeRequest, "\(proposal.id) cannot be read: \(retry.problem.description)", until: proposal.next)
            ]
        }
        if let block = hostBlock(proposal, delivery, environment) { return [Waiting(.mergeRequest, block)] }
        if let queued = proposal.queued, queued.head == proposal.head {
            return [Waiting(.mergeRequest, "\(proposal.id) is merged by its host: \(queued.reason)")]
        }
        if let dropped = proposal.dropped {
            return [
                Waiting(
                    .mergeRequest, "\(proposal.id): \(dropped.problem.summary) The host is told to merge it again.",
                    until: dropped.notBefore)
            ]
        }
        guard delivery.merging == .manual, gatesAreOpen else { return [] }
        return [Waiting(.mergeRequest, "A person merges it: \(proposal.address)")]
    }

    private func phase(of closed: [Waiting]) -> StageStatus.Phase {
        if closed.contains(where: { $0.gate == .hold }) { return .held }
        if closed.contains(where: { $0.gate == .approval }) { return .waitingForApproval }
        return .waiting
    }

    /// Nothing is in flight: say what is wanted next and what keeps it, or that all is well.
    private func describeIdle(_ stage: Stage, _ current: CurrentVersion, _ status: inout StageStatus) {
        status.since = current.since
        status.phase = .settled
        if let hold = self[stage.environment].hold {
            status.phase = .held
            status.waiting.append(GateKeeper.held(hold))
        }
        if let pin = self[stage.environment].pin {
            status.waiting.append(Waiting(.pin, "Pinned to \(title(pin.release)) by \(pin.by).", who: [pin.by]))
        }
        let awaited = stage.queue == .every ? oldestOutstanding(stage) : nil
        if let next = awaited ?? state.releases.last(where: { standing($0, stage) != .past }) {
            status.next = VersionStatus(release: next.id, title: next.title)
            if let reason = reason(next, stage) {
                if status.phase == .settled { status.phase = .waiting }
                status.waiting.append(reason)
            }
        }
        if status.waiting.isEmpty {
            let notes = pipeline.sources.compactMap { state.sources[$0.name] }
                .compactMap { $0.problem?.description ?? $0.note }
            if stage.after.isEmpty, !notes.isEmpty {
                status.waiting = notes.map { Waiting(.source, $0) }
            } else if current.verifiedAt == nil, current.release == nil {
                status.why = "Runs what was found in the repository; the next release comes by itself."
            } else {
                status.why = "Up to date."
            }
        }
    }

    private func reason(_ release: Release, _ stage: Stage) -> Waiting? {
        let name = release.title
        switch standing(release, stage) {
        case .candidate, .past: return nil
        case .refused:
            let refusal = self[stage.environment].refused.last { $0.release == release.id }
            return Waiting(
                .refused,
                "\(name) was refused here by \(refusal?.by ?? "sluice"): \(refusal?.reason ?? "rejected"); "
                    + "`sluice promote` takes it all the same.")
        case .failed: return Waiting(.retry, "\(name) failed here; `sluice retry` tries it again.")
        case .downgrade(let source):
            return Waiting(
                .downgrade,
                "\(name) is older than what is declared for \(source); `sluice promote` it if that is wanted.")
        case .upstream(let upstream):
            if let drifted = drifted(release.id, in: upstream) { return drifted }
            guard canCome(release, into: upstream) else {
                return Waiting(
                    .upstream,
                    "\(name) was not verified in \(upstream) and does not come there by itself any more; `sluice promote` it "
                        + "there if that is wanted.")
            }
            return Waiting(.upstream, "\(name) waits until \(upstream) has verified it.")
        case .canary(let canary):
            return Waiting(.canary, waitsFor(canary, name))
        case .soaking(let upstream, let until):
            return Waiting(.soak, "\(name) soaks in \(upstream) until \(GateKeeper.text(until)).", until: until)
        }
    }
}
