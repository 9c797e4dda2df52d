package import Foundation

/// The whole life of a pipeline's promotions: `(state, event, now) -> (state, records, notices)`, and what to do next.
///
/// Pure. Level-triggered: after each event every stage is looked at again from what is known, so that a lost or repeated
/// event changes nothing in the end.
package struct PipelineMachine: Sendable, Hashable {
    package let pipeline: Pipeline
    /// By name; has every environment that the pipeline's stages name.
    package let environments: [String: Environment]
    /// The groups of each user.
    package let groups: [String: Set<String>]
    /// The addresses that each user writes commits with, in lower case.
    package let emails: [String: Set<String>]
    /// The forges on which commits say how stages stand.
    package let statusForges: Set<String>

    package init(
        pipeline: Pipeline, environments: [String: Environment], groups: [String: Set<String>],
        emails: [String: Set<String>] = [:], statusForges: Set<String> = []
    ) {
        self.statusForges = statusForges
        self.pipeline = pipeline
        self.environments = environments
        self.groups = groups
        self.emails = emails
    }

    /// Takes one event in, and lets everything happen that follows from it.
    package func step(_ state: PipelineState, _ event: PipelineEvent, now: Date) -> Transition {
        var step = Step(machine: self, state: state, now: now)
        step.take(event)
        if step.transition.refusal == nil { step.advance() }
        return step.transition
    }

    func gateKeeper(_ stage: Stage) -> GateKeeper? {
        environments[stage.environment].map {
            GateKeeper(environment: $0, stage: stage, groups: groups, emails: emails)
        }
    }

    func fanOut(_ stage: Stage, _ state: PipelineState) -> FanOut? {
        stage.group.map { FanOut(group: $0, pipeline: pipeline.name, state: state) }
    }

    /// Whether what a promotion's state asks for may be sent at this moment: asked right before every push, and before
    /// every order to merge.
    package func mayStillSend(_ id: PromotionID, in environment: String, state: PipelineState, now: Date) -> Bool {
        guard let stage = pipeline.stage(environment), let keeper = gateKeeper(stage),
            let stageState = state.stages[environment], let promotion = stageState.promotion, promotion.id == id,
            let release = state.release(promotion.release)
        else { return false }
        var closed = keeper.closed(for: promotion, release: release, in: stageState, now: now)
        if let fanOut = fanOut(stage, state) { closed += fanOut.closed(for: promotion, in: environment) }
        let step = Step(machine: self, state: state, now: now)
        if let drifted = step.driftedUpstream(stage, promotion) { closed.append(drifted) }
        guard step.isStillWanted(release, promotion, stage) else { return false }
        return switch promotion.state {
        case .sending, .merging: closed.isEmpty
        case .proposing: !closed.contains { $0.gate.keepsFromProposing }
        case .planning, .waiting, .proposed, .landed, .deploying, .verifying, .ended: false
        }
    }
}

/// One step under way: the state being changed, and what is told about it.
struct Step {
    let machine: PipelineMachine
    let now: Date
    var transition: Transition

    init(machine: PipelineMachine, state: PipelineState, now: Date) {
        self.machine = machine
        self.now = now
        transition = Transition(state: state)
    }

    var state: PipelineState {
        get { transition.state }
        _modify { yield &transition.state }
    }

    var pipeline: Pipeline { machine.pipeline }

    /// A configured stage's state; absent ones begin empty.
    subscript(environment: String) -> StageState {
        get { state.stages[environment] ?? StageState() }
        _modify { yield &state.stages[environment, default: StageState()] }
    }

    /// Writes one line of the audit log.
    mutating func record(
        _ action: String, _ environment: String?, by actor: String = "sluice", promotion: PromotionID? = nil,
        release: ReleaseID? = nil, commit: CommitID? = nil, _ message: String
    ) {
        transition.records.append(
            AuditRecord(
                at: now, actor: actor, action: action, pipeline: pipeline.name, environment: environment,
                promotion: promotion, release: release, commit: commit, message: message))
    }

    /// Tells subscribers. Its id follows from what happened, so that a step taken twice tells the same thing.
    mutating func notify(
        _ topic: Notice.Topic, _ environment: String, promotion: PromotionID? = nil, release: ReleaseID? = nil,
        _ message: String
    ) {
        let stamp = String(Int(now.timeIntervalSince1970 * 1000))
        let id = stableHash([
            "notice", topic.rawValue, pipeline.name, environment, promotion?.hex ?? "", stamp, message,
        ])
        transition.notices.append(
            Notice(
                id: id, topic: topic, at: now, stage: pipeline.id(environment), promotion: promotion, release: release,
                title: release.flatMap { state.release($0)?.title }, message: message))
    }

    mutating func take(_ event: PipelineEvent) {
        switch event {
        case .scanned(let scans): takeScan(scans)
        case .declared(let environment, let declared): takeDeclared(declared, environment)
        case .unreadable(let environment, let problem): takeUnreadable(problem, environment)
        case .planned(let environment, let id, let plan, let seen):
            takePlan(plan, seen, id, environment)
        case .planFailed(let environment, let id, let problem): takePlanFailure(problem, id, environment)
        case .sent(let environment, let id, let outcome): takeOutcome(outcome, id, environment)
        case .proposed(let environment, let id, let outcome): takeProposed(outcome, id, environment)
        case .hinted(let environment): takeHint(environment)
        case .followed(let environment, let id, let outcome): takeFollowed(outcome, id, environment)
        case .mergeTried(let environment, let id, let attempt): takeMergeAttempt(attempt, id, environment)
        case .unqueued(let environment, let id, let problem): takeUnqueued(problem, id, environment)
        case .told(let environment, let id, let facts, let asked, let problem):
            takeTold(facts, asked, problem, id, environment)
        case .ranErrand(let id, let problem): takeErrand(problem, id)
        case .posted(_, let id, let told, let outcome): takePosted(told, outcome, id)
        case .handedOff(let environment, let id, let receipt): takeReceipt(receipt, id, environment)
        case .handOffFailed(let environment, let id, let problem): takeHandOffFailure(problem, id, environment)
        case .observed(let environment, let id, let observation, let pace):
            takeObservation(observation, pace, id, environment)
        case .measured(let environment, let id, let measurement, let outcome):
            takeMeasurement(outcome, measurement, id, environment)
        case .watched(let environment, let call, let outcome): takeWatched(outcome, of: call, environment)
        case .command(let command, let user): takeCommand(command, by: user)
        case .reconfigured: takeReconfiguration()
        case .tick: break
        }
    }

    /// Moves every stage on as far as it goes without anything from outside.
    mutating func advance() {
        cutReleases()
        // Stages only wait for earlier ones in the graph, so that one round in any order per level settles them all;
        // the bound is there to end a mistake, not a run.
        for _ in 0...pipeline.stages.count {
            let before = state
            // What ends makes room, which then goes to the first of the others.
            for stage in pipeline.stages { settle(stage) }
            for stage in pipeline.stages { send(stage) }
            if state == before { break }
        }
        settlePostings()
        forgetOldReleases()
    }
}
