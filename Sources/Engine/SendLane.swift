import Foundation
import Promotion

/// What waits to be sent to one branch. One push at a time; all that came meanwhile goes with the next one.
///
/// A lane that is free waits until the engine has taken in all events that are there, for what is due at once comes with
/// them: but no longer than `EngineLimits.gathering`, so that a branch does not wait for what is due elsewhere.
struct SendLane {
    struct Item: Sendable {
        let job: Engine.Job
        let key: Engine.WorkKey
        /// Why it must not be sent now, though what was sent before may still be read back.
        let moved: Problem?
    }

    var waiting: [Item] = []
    var busy = false
}

extension Engine {
    func enqueue(_ job: Job, _ key: WorkKey, moved: Problem? = nil) {
        let branch = job.environment.branch
        lanes[branch, default: SendLane()].waiting.append(SendLane.Item(job: job, key: key, moved: moved))
        guard draining else { return sendWaiting(on: branch) }
        if gathering[branch] == nil { gathering[branch] = .now }
    }

    /// Sends what was gathered: all of it where no more events are there, else what has waited long enough.
    func sendGathered() {
        guard !gathering.isEmpty else { return }
        let now = ContinuousClock.now
        for (branch, since) in gathering where inbox.isEmpty || now - since >= limits.gathering {
            sendWaiting(on: branch)
        }
    }

    private func sendWaiting(on branch: Branch) {
        gathering[branch] = nil
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

    private nonisolated func send(_ batch: [SendLane.Item], to branch: Branch) async {
        // Each commit anchors the audit log: without its head nothing is sent, and what was sent before is read back.
        let head: AuditHead?
        let unanchored: Problem?
        do {
            head = try await ports.store.auditHead()
            unanchored = nil
        } catch {
            head = nil
            unanchored = error
        }
        let items = Dictionary(batch.map { ($0.job.promotion.id.hex, $0) }, uniquingKeysWith: { first, _ in first })
        let began = ContinuousClock.now
        let outcomes = await ports.remotes.send(
            batch.map { $0.job.commitRequest(audit: head) }, to: branch, deadline: limits.deadline
        ) { [weak self] key in
            guard let self, unanchored == nil, let item = items[key], item.moved == nil else { return false }
            return await self.mayStillSend(item.job)
        }
        metrics.observe(.send, ContinuousClock.now - began)
        // Cancelled means that this process ends: whatever became of it is read back at the next start.
        let cancelled = Task.isCancelled
        for item in batch {
            var outcome = outcomes[item.job.promotion.id.hex] ?? .failed(.transient("The push had no outcome."))
            if let why = item.moved ?? unanchored, outcome == .notAuthorized { outcome = .failed(why) }
            let event = PipelineEvent.sent(environment: item.job.stage.environment, item.job.promotion.id, outcome)
            await finish(item.key, cancelled ? nil : event)
        }
    }

    /// The gates once more, right before a push or an order to merge, against the newest saved state. What was made under former definitions is
    /// not sent.
    func mayStillSend(_ job: Job) -> Bool {
        guard running, storeProblem == nil, let runtime = runtimes[job.pipeline.name],
            runtime.generation == job.generation
        else { return false }
        return runtime.machine.mayStillSend(
            job.promotion.id, in: job.stage.environment, state: runtime.state, now: ports.clock.now)
    }

    /// Where only a tag is written, it must still name the release's digest: an edit may not carry another image.
    nonisolated func movedTag(_ job: Job) async -> Problem? {
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
        let files = (try? Planner.files(of: stage, pipeline: pipeline.name)) ?? []
        return CommitRequest(key: promotion.id.hex, files: files) { files, base in
            do {
                let made = try Planner.plan(
                    release, stage: stage, pipeline: pipeline.name, files: files, base: base, among: claims)
                if made.plan.changesNothing { return .alreadyDeclared }
                guard made.plan.hash == promotion.plan?.hash else {
                    return .refused(.permanent("The edits on \(base.short) are others than those that were planned."))
                }
                return .commit(files: made.contents, message: try message(made.plan, head))
            } catch {
                return .refused(error.asProblem)
            }
        }
    }

    func message(_ plan: Plan, _ head: AuditHead?) throws(Problem) -> String {
        let trailers = PromotionTrailers(
            promotion: promotion.id, stage: promotion.stage, release: release,
            hold: promotion.kind == .rollback ? holdReason ?? "rolled back" : nil)
        let subject = try subject?.render(release, pipeline: pipeline.name, environment: stage.environment)
        return CommitMessage.text(
            subject: subject, trailers: trailers, plan: plan, kind: promotion.kind, requestedBy: promotion.requestedBy,
            approvedBy: promotion.approvals.filter { $0.planHash == plan.hash }.map(\.by), audit: head)
    }
}
