import Foundation
package import Logging
package import Promotion

/// The only loop: take events in, step the pure machines, save state and records in one transaction, then act.
///
/// Everything that is done outside is derived from the saved state and keyed, so that a restart is "load, look, and do what
/// the states ask for". Events that arrive while a transaction is being written share the next one.
package actor Engine {
    let ports: EnginePorts
    let limits: EngineLimits
    package nonisolated let metrics: EngineMetrics
    let log: Logger
    var definitions: Definitions
    var runtimes: [String: Runtime] = [:]
    var agenda = Agenda()
    var inbox: [Delivery] = []
    var draining = false
    var inFlight: Set<WorkKey> = []
    var lanes: [Branch: SendLane] = [:]
    var branches: [Branch: BranchWatch] = [:]
    let looks: Limiter
    let handOffs: Limiter
    let scanner: Scanner
    var alarm: (at: Date, task: Task<Void, Never>)?
    var tasks = TaskBag()
    var running = false
    /// Why nothing can be saved now, if it can't: sends stop, and readiness fails.
    package internal(set) var storeProblem: Problem?
    var revision = 0
    var watchers: [UUID: AsyncStream<Int>.Continuation] = [:]

    /// One pipeline as it runs.
    struct Runtime {
        var machine: PipelineMachine
        var state: PipelineState
        /// Whether a scan round is under way.
        var scanning = false
    }

    struct WorkKey: Hashable {
        let pipeline: String
        let work: Work
    }

    /// An event on its way into a pipeline, and who waits for what it comes to.
    struct Delivery {
        let pipeline: String
        let event: PipelineEvent
        var reply: CheckedContinuation<Problem?, Never>?
    }

    package init(_ definitions: Definitions, ports: EnginePorts, limits: EngineLimits = EngineLimits(), log: Logger) {
        self.definitions = definitions
        self.ports = ports
        self.limits = limits
        self.log = log
        metrics = EngineMetrics()
        looks = Limiter(limits.looks)
        handOffs = Limiter(limits.handOffs)
        scanner = Scanner(ports: ports, limits: limits)
    }

    /// Loads what was saved, then works until the task is cancelled. Throws when the store can't be read at the start.
    package func run() async throws {
        try await start()
        try? await untilCancelled()
        await stop()
    }

    /// Loads what was saved and begins to work.
    package func start() async throws(Problem) {
        let saved = try await ports.store.pipelineStates()
        let states = Dictionary(saved.map { ($0.pipeline, $0) }, uniquingKeysWith: { $1 })
        running = true
        for (name, pipeline) in definitions.pipelines {
            install(pipeline, state: states[name] ?? PipelineState(pipeline: name))
        }
        for name in states.keys where definitions.pipelines[name] == nil {
            log.notice("pipeline is gone from the configuration; its state is kept", metadata: ["pipeline": "\(name)"])
        }
        let now = ports.clock.now
        for name in runtimes.keys.sorted() { scheduleFirst(name, now: now) }
        metrics.set(.pipelines, Double(runtimes.count))
        ring()
    }

    /// Stops taking work; what is under way outside is cancelled and found again at the next start.
    package func stop() async {
        running = false
        alarm?.task.cancel()
        alarm = nil
        let ending = tasks
        tasks = TaskBag()
        await ending.cancelAll()
        for watcher in watchers.values { watcher.finish() }
        watchers = [:]
        for delivery in inbox {
            delivery.reply?.resume(returning: .transient("Sluice is shutting down."))
        }
        inbox = []
    }

    private func untilCancelled() async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    func install(_ pipeline: Pipeline, state: PipelineState) {
        runtimes[pipeline.name] = Runtime(machine: definitions.machine(for: pipeline), state: state)
        for stage in pipeline.stages {
            guard let environment = definitions.environments[stage.environment] else { continue }
            branches[environment.branch, default: BranchWatch(interval: environment.interval)]
                .add(pipeline.id(stage.environment), interval: environment.interval)
        }
    }

    /// The first look, scan and step of a pipeline: spread over the first seconds, so that thousands do not begin at once.
    func scheduleFirst(_ name: String, now: Date) {
        guard let runtime = runtimes[name] else { return }
        let spread = min(Double(runtimes.count) / 500, 60)
        agenda.hasten(.step(pipeline: name), to: now)
        if !runtime.machine.pipeline.sources.isEmpty {
            agenda.hasten(.scan(pipeline: name), to: now.addingTimeInterval(jitter(name, "scan") * spread))
        }
        for stage in runtime.machine.pipeline.stages {
            guard let branch = definitions.environments[stage.environment]?.branch else { continue }
            agenda.hasten(
                .look(branch: branch), to: now.addingTimeInterval(jitter(branch.description, "look") * spread))
        }
    }

    /// 0…1, the same for the same words: intervals are spread, and a run can be repeated.
    func jitter(_ words: String...) -> Double {
        Double(UInt32(stableHash(words).prefix(8), radix: 16) ?? 0) / Double(UInt32.max)
    }

    // MARK: The alarm

    /// Sets the alarm to the next due time.
    func ring() {
        guard running, let next = agenda.next else { return }
        if let alarm, alarm.at <= next { return }
        alarm?.task.cancel()
        let clock = ports.clock
        let task = Task { [weak self] in
            do { try await clock.sleep(until: next) } catch { return }
            await self?.wake()
        }
        alarm = (next, task)
    }

    private func wake() {
        alarm = nil
        let now = ports.clock.now
        for item in agenda.due(at: now) {
            switch item {
            case .step(let pipeline): post(.tick, to: pipeline)
            case .scan(let pipeline): scan(pipeline)
            case .look(let branch): look(at: branch)
            }
        }
        ring()
    }
}
