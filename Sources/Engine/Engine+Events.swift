import Foundation
import Logging
import Promotion

extension Engine {
    /// Hands an event to a pipeline; it is taken in with all that wait beside it.
    func post(_ event: PipelineEvent, to pipeline: String, of work: WorkKey? = nil) {
        guard running else { return }
        inbox.append(Delivery(pipeline: pipeline, event: event, work: work))
        drainSoon()
    }

    /// Hands a command to a pipeline and answers why it was refused, or nil once its outcome is saved.
    func deliver(_ event: PipelineEvent, to pipeline: String) async -> Problem? {
        guard running else { return .transient("Sluice is shutting down.") }
        return await withCheckedContinuation { continuation in
            inbox.append(Delivery(pipeline: pipeline, event: event, reply: continuation))
            drainSoon()
        }
    }

    private func drainSoon() {
        guard running, !draining else { return }
        draining = true
        Task { await drain() }
    }

    private func drain() async {
        while !inbox.isEmpty {
            let batch = inbox
            inbox = []
            await take(batch)
            sendGathered()
        }
        draining = false
        resumeIdlers()
    }

    /// Steps every pipeline of a batch in memory, saves all of it in one transaction, and only then acts on it.
    private func take(_ batch: [Delivery]) async {
        let now = ports.clock.now
        var staged: [String: PipelineState] = [:]
        var changes = StoreChanges()
        var replies: [(CheckedContinuation<Problem?, Never>, Problem?)] = []
        var stepped: [String: Int] = [:]
        for delivery in batch {
            guard let runtime = runtimes[delivery.pipeline] else {
                if let reply = delivery.reply {
                    replies.append((reply, .permanent("There is no pipeline \(delivery.pipeline).")))
                }
                continue
            }
            let before = staged[delivery.pipeline] ?? runtime.state
            let transition = runtime.machine.step(before, delivery.event, now: now)
            if let reply = delivery.reply { replies.append((reply, transition.refusal)) }
            guard transition.refusal == nil else { continue }
            staged[delivery.pipeline] = transition.state
            changes.records += transition.records
            changes.notices += addressed(transition.notices)
            if delivery.event == .reconfigured { stepped[delivery.pipeline] = runtime.generation }
        }
        changes.states = staged.values.filter { state in
            guard let before = runtimes[state.pipeline]?.state else { return true }
            return !before.isSame(as: state)
        }
        if !changes.isEmpty {
            do {
                let began = ContinuousClock.now
                try await ports.store.commit(changes)
                metrics.observe(.storeCommit, ContinuousClock.now - began)
                storeProblem = nil
                storeAttempts = 0
            } catch {
                return storeFailed(error, batch, replies)
            }
        }
        for record in changes.records {
            write(record)
            if record.action == "sending" { ports.crashPoint.reached(.intentSaved) }
            if record.action == "landed" { ports.crashPoint.reached(.effectRecorded) }
        }
        for (name, state) in staged {
            metrics.count(changes.records.filter { $0.pipeline == name }, state: state, now: now)
            if runtimes[name] == nil { dormant[name] = state } else { runtimes[name]?.state = state }
        }
        for (name, generation) in stepped where runtimes[name]?.generation == generation {
            runtimes[name]?.isNew = false
        }
        for (reply, refusal) in replies { reply.resume(returning: refusal) }
        for delivery in batch {
            guard let work = delivery.work else { continue }
            inFlight.remove(work)
            if heard.remove(work) != nil {
                hear([StageID(pipeline: work.pipeline, environment: work.work.environment)])
            }
        }
        // The time of the step, not that of the clock: what came due while the states were saved is woken for, not passed.
        for name in staged.keys.sorted() { act(on: name, now: now) }
        if !changes.isEmpty { announceChange() }
        ring()
    }

    /// Nothing was saved, so nothing happened: what the events said is seen again by looking again, after a while.
    private func storeFailed(
        _ problem: Problem, _ batch: [Delivery], _ replies: [(CheckedContinuation<Problem?, Never>, Problem?)]
    ) {
        storeProblem = problem
        storeAttempts += 1
        log.error("the state cannot be saved; nothing is sent until it can", metadata: ["reason": "\(problem)"])
        for (reply, refusal) in replies { reply.resume(returning: refusal ?? problem) }
        let later = BackOff.next(
            .transient(problem.summary), attempts: min(storeAttempts, 6) + 1, key: "store", now: ports.clock.now)
        for delivery in batch {
            if let work = delivery.work { inFlight.remove(work) }
            agenda.hasten(.step(pipeline: delivery.pipeline), to: later)
            switch delivery.event {
            case .scanned: agenda.hasten(.scan(pipeline: delivery.pipeline), to: later)
            case .declared(let environment, _):
                guard let branch = definitions.environments[environment]?.branch else { continue }
                branches[branch]?.seen = nil
                agenda.hasten(.look(branch: branch), to: later)
            default: break
            }
        }
        ring()
    }

    private func addressed(_ notices: [Notice]) -> [(notice: Notice, subscribers: [String])] {
        notices.compactMap { notice in
            let names = definitions.subscribers.filter { $0.topics.contains(notice.topic) }.map(\.name)
            return names.isEmpty ? nil : (notice, names)
        }
    }

    private func write(_ record: AuditRecord) {
        log.info(
            "\(record.action): \(record.message)",
            metadata: [
                "pipeline": "\(record.pipeline)", "stage": "\(record.environment ?? "-")", "actor": "\(record.actor)",
            ])
    }

    /// Starts what a pipeline's state asks for, and sets when it is looked at again.
    func act(on name: String, now: Date) {
        guard running, let runtime = runtimes[name] else { return }
        // Nothing is begun by a state that does not know these definitions yet.
        if runtime.isNew { return post(.reconfigured, to: name) }
        for work in runtime.machine.work(runtime.state, now: now) { begin(work, in: name) }
        agenda.set(.step(pipeline: name), at: runtime.machine.wake(runtime.state, now: now))
        retire(name)
    }
}
