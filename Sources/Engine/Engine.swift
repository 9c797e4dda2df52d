package import Foundation
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
    /// The states of pipelines that the definitions do not have: what people decided stands when one comes back.
    var dormant: [String: PipelineState] = [:]
    /// Counts the definitions that were loaded: what began under others is not believed.
    var generation = 0
    var agenda = Agenda()
    var inbox: [Delivery] = []
    var draining = false
    var inFlight: Set<WorkKey> = []
    /// Looks under way of which it was heard meanwhile that there is something newer to see.
    var heard: Set<WorkKey> = []
    var lanes: [Branch: SendLane] = [:]
    /// The lanes that wait for more while events are being taken in, and since when.
    var gathering: [Branch: ContinuousClock.Instant] = [:]
    var branches: [Branch: BranchWatch] = [:]
    var hinted = HintIndex()
    let looks: Limiter
    let handOffs: Limiter
    let measurements: Limiter
    let postings: Limiter
    let liveLooks: Limiter
    let scanner: Scanner
    nonisolated let changesMemory = ChangesMemory()
    var alarm: (at: Date, task: Task<Void, Never>)?
    var tasks = TaskBag()
    var running = false
    /// Why nothing can be saved now, if it can't: sends stop, and readiness fails.
    package internal(set) var storeProblem: Problem?
    /// The attempts since something could be saved.
    var storeAttempts = 0
    var revision = 0
    var watchers: [UUID: AsyncStream<Int>.Continuation] = [:]
    var idlers: [CheckedContinuation<Date?, Never>] = []

    /// One pipeline as it runs.
    struct Runtime {
        var machine: PipelineMachine
        var state: PipelineState
        /// Counted by `Engine.generation` when these definitions came.
        let generation: Int
        /// Whether a scan round is under way.
        var scanning = false
        /// Whether another one was asked for meanwhile.
        var scanAgain = false
        /// Whether the state was not stepped under these definitions yet.
        var isNew = true
        /// Whether the definitions do not have it any more, and it only has to end.
        var isRemoved = false
    }

    struct WorkKey: Hashable {
        let pipeline: String
        let work: Work
    }

    /// An event on its way into a pipeline, and who waits for what it comes to.
    struct Delivery {
        let pipeline: String
        let event: PipelineEvent
        /// The work whose result it is: under way until the result is taken in.
        var work: WorkKey?
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
        measurements = Limiter(limits.measurements)
        postings = Limiter(limits.postings)
        liveLooks = Limiter(limits.liveLooks)
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
        for (name, state) in states where definitions.pipelines[name] == nil { remove(name, state) }
        let now = ports.clock.now
        for name in runtimes.keys.sorted() { scheduleFirst(name, now: now) }
        metrics.set(.pipelines, Double(definitions.pipelines.count))
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
        resumeIdlers()
    }

    private func untilCancelled() async throws {
        while true { try await Task.sleep(for: .seconds(3600)) }
    }

    func install(_ pipeline: Pipeline, state: PipelineState) {
        runtimes[pipeline.name] = Runtime(
            machine: definitions.machine(for: pipeline), state: state, generation: generation)
        watch(pipeline)
    }

    /// Has the branches of a pipeline's stages read for it.
    func watch(_ pipeline: Pipeline) {
        for stage in pipeline.stages {
            guard let environment = definitions.environments[stage.environment] else { continue }
            branches[environment.branch, default: BranchWatch(interval: environment.interval)]
                .add(
                    pipeline.id(stage.environment), interval: environment.interval, hidesPlaces: stage.hidesPlaces)
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
            case .step(let pipeline): post(runtimes[pipeline]?.isNew == true ? .reconfigured : .tick, to: pipeline)
            case .scan(let pipeline): scan(pipeline)
            case .look(let branch): look(at: branch)
            case .follow(let stage): follow(stage)
            }
        }
        ring()
        resumeIdlers()
    }

    // MARK: Rest

    /// Returns once nothing is under way: all that is left waits for its time, for a person or for the world.
    ///
    /// Answers the time that is waited for, if any.
    @discardableResult
    package func rest() async -> Date? {
        await withCheckedContinuation { continuation in
            idlers.append(continuation)
            resumeIdlers()
        }
    }

    func resumeIdlers() {
        guard !idlers.isEmpty else { return }
        let next = running ? agenda.next : nil
        if running {
            guard inbox.isEmpty, !draining, tasks.isEmpty else { return }
            if let next, next <= ports.clock.now { return }
        }
        let resting = idlers
        idlers = []
        for idler in resting { idler.resume(returning: next) }
    }
}
