import Foundation
import Promotion

/// What waits to be sent to one branch. One push at a time; all that came meanwhile goes with the next one.
struct SendLane {
    var waiting: [(job: Engine.Job, key: Engine.WorkKey)] = []
    var busy = false
}

extension Engine {
    func enqueue(_ job: Job, _ key: WorkKey) {
        let branch = job.environment.branch
        lanes[branch, default: SendLane()].waiting.append((job, key))
        sendWaiting(on: branch)
    }

    private func sendWaiting(on branch: Branch) {
        guard var lane = lanes[branch], !lane.busy, running else { return }
        guard !lane.waiting.isEmpty else {
            lanes[branch] = nil
            return
        }
        let batch = lane.waiting
        lane.waiting = []
        lane.busy = true
        lanes[branch] = lane
        spawn { [weak self] in
            await self?.send(batch, to: branch)
            await self?.laneIsFree(branch)
        }
    }

    private func laneIsFree(_ branch: Branch) {
        lanes[branch]?.busy = false
        sendWaiting(on: branch)
    }

    private nonisolated func send(_ batch: [(job: Job, key: WorkKey)], to branch: Branch) async {
        let head = try? await ports.store.auditHead()
        var requests: [CommitRequest] = []
        var outcomes: [String: SendOutcome] = [:]
        for (job, _) in batch {
            if let problem = await movedTag(job) {
                outcomes[job.promotion.id.hex] = .failed(problem)
            } else {
                requests.append(job.commitRequest(audit: head))
            }
        }
        if !requests.isEmpty {
            let keys = Dictionary(
                batch.map { ($0.job.promotion.id.hex, $0.key) }, uniquingKeysWith: { first, _ in first })
            let began = ContinuousClock.now
            let sent = await ports.remotes.send(requests, to: branch, deadline: limits.deadline) { [weak self] key in
                guard let self, let work = keys[key] else { return false }
                return await self.mayStillSend(work)
            }
            metrics.observe(.send, ContinuousClock.now - began)
            outcomes.merge(sent) { $1 }
        }
        // Cancelled means that this process ends: whatever became of it is read back at the next start.
        let cancelled = Task.isCancelled
        for (job, key) in batch {
            let outcome = outcomes[job.promotion.id.hex] ?? .failed(.transient("The push had no outcome."))
            let event = PipelineEvent.sent(environment: job.stage.environment, job.promotion.id, outcome)
            await finish(key, cancelled ? nil : event)
        }
    }

    /// The gates once more, right before a push, against the newest saved state.
    private func mayStillSend(_ key: WorkKey) -> Bool {
        guard running, storeProblem == nil, let runtime = runtimes[key.pipeline],
            case .send(let environment, let id) = key.work
        else { return false }
        return runtime.machine.mayStillSend(id, in: environment, state: runtime.state, now: ports.clock.now)
    }

    /// Where only a tag is written, it must still name the release's digest: an edit may not carry another image.
    private nonisolated func movedTag(_ job: Job) async -> Problem? {
        for name in Planner.sourcesPinnedByTagOnly(in: job.stage) {
            guard case .image(let repository) = job.pipeline.source(name)?.origin,
                let artifact = job.release.artifact(of: name), let digest = artifact.digest
            else { continue }
            do {
                let now = try await ports.registry.digest(of: artifact.tag, in: repository)
                guard now != digest else { continue }
                return .permanent(
                    "\(repository):\(artifact.tag) is \(now ?? "gone") now; the release has \(digest).",
                    remedy: "Push a new tag, or write the digest too, which cannot move.")
            } catch {
                return error
            }
        }
        return nil
    }
}

extension Engine.Job {
    /// The commit of this promotion: made anew on every base, refused where the edits are others than those of the plan.
    func commitRequest(audit head: AuditHead?) -> CommitRequest {
        let paths = (try? Planner.paths(of: stage, pipeline: pipeline.name)) ?? []
        return CommitRequest(key: promotion.id.hex, paths: paths) { files, base in
            do {
                let made = try Planner.plan(release, stage: stage, pipeline: pipeline.name, files: files, base: base)
                if made.plan.changesNothing { return .alreadyDeclared }
                guard made.plan.hash == promotion.plan?.hash else {
                    return .refused(.permanent("The edits on \(base.short) are others than those that were planned."))
                }
                return .commit(files: made.contents, message: message(made.plan, head))
            } catch {
                return .refused(error.asProblem)
            }
        }
    }

    private func message(_ plan: Plan, _ head: AuditHead?) -> String {
        let trailers = PromotionTrailers(
            promotion: promotion.id, stage: promotion.stage, release: release,
            hold: promotion.kind == .rollback ? holdReason ?? "rolled back" : nil)
        return CommitMessage.text(
            trailers: trailers, plan: plan, kind: promotion.kind, requestedBy: promotion.requestedBy,
            approvedBy: promotion.approvals.filter { $0.planHash == plan.hash }.map(\.by), audit: head)
    }
}
