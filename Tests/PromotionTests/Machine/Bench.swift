import Foundation
import Manifests
import Promotion
import Testing
import Versions

/// A pipeline on the test bench: one machine, its state, and a clock that only the test moves.
struct Bench {
    var machine: PipelineMachine
    var state: PipelineState
    var now = Date(timeIntervalSince1970: 1_800_000_000)
    var records: [AuditRecord] = []
    var notices: [Notice] = []
    /// The values that each stage's branch declares, as a world that answers honestly would keep them.
    var branches: [String: [DeclaredValue]] = [:]
    var commits = 0
    /// What a call about a verified release comes to, by environment.
    var lives: [String: Observation] = [:]
    /// The calls that were made so.
    var calls: [LiveCall] = []
    /// What measurements come to, by `environment verification tag` and number.
    var measures: (String, Int) -> MeasurementOutcome = { _, _ in .passed("well") }

    init(_ pipeline: Pipeline, environments: [Environment], groups: [String: Set<String>] = [:]) {
        machine = PipelineMachine(
            pipeline: pipeline,
            environments: Dictionary(uniqueKeysWithValues: environments.map { ($0.name, $0) }), groups: groups)
        state = PipelineState(pipeline: pipeline.name)
    }

    /// dev → staging → prod, each with one edit of `api`'s tag.
    static func line(
        soakTime: TimeInterval = 0, queue: Stage.Queue = .latest, interruptSoak: Bool = false,
        prod: Protection = Protection(), policy: VersionPolicy.Rule? = nil, drift: DriftRule = .hold,
        verifications: [Verification] = [], onFailure: FailureRule? = nil
    ) throws -> Bench {
        let edits = try [
            FileEdits(
                file: Template("apps/${pipeline}/values.yaml"),
                set: [.init(selector: Selector("image.tag"), value: Template("${api.tag}"))])
        ]
        let range = try SemanticRange("*")
        let pipeline = Pipeline(
            name: "shop",
            sources: [
                Source(
                    name: "api", origin: .image(try ImageRepository("registry.example.com/shop/api")),
                    policy: VersionPolicy(rule: policy ?? .semver(range, preReleases: false)))
            ],
            stages: [
                Stage(environment: "dev", edits: edits, queue: queue, interruptSoak: interruptSoak),
                Stage(environment: "staging", after: ["dev"], edits: edits, queue: queue, soakTime: soakTime),
                Stage(environment: "prod", after: ["staging"], edits: edits, queue: queue),
            ])
        let environments = try ["dev", "staging", "prod"].map { name in
            Environment(
                name: name, branch: Branch(remote: try RemoteURL("ssh://git@example.com/\(name).git"), name: "main"),
                protection: name == "prod" ? prod : Protection(), drift: drift, verifications: verifications,
                onFailure: onFailure)
        }
        return Bench(
            pipeline, environments: environments, groups: ["alice": ["sre"], "bob": ["sre"], "carol": ["dev"]])
    }

    @discardableResult
    mutating func take(_ event: PipelineEvent) -> Problem? {
        let transition = machine.step(state, event, now: now)
        if let refusal = transition.refusal { return refusal }
        state = transition.state
        records += transition.records
        notices += transition.notices
        return nil
    }

    @discardableResult
    mutating func order(_ command: Command, by user: String = "alice") -> Problem? { take(.command(command, by: user)) }

    /// The artifact of a tag; another `content` is another image under the same tag.
    func artifact(_ tag: String, content: String = "", created: Date? = nil, author: String? = nil) -> Artifact {
        Artifact(
            source: "api", repository: "registry.example.com/shop/api", tag: tag,
            digest: "sha256:" + stableHash([tag, content]), created: created, firstSeen: now, author: author)
    }

    mutating func see(_ tags: String...) { take(.scanned(["api": .found(tags.map { artifact($0) })])) }

    /// The first sight of every repository, all of which declare `tag`.
    mutating func adopt(_ tag: String = "0.9.0") {
        for stage in machine.pipeline.stages {
            branches[stage.environment] = [value(tag)]
            take(.declared(environment: stage.environment, declaredState(stage.environment)))
        }
    }

    func value(_ tag: String) -> DeclaredValue {
        DeclaredValue(file: "apps/shop/values.yaml", place: "image.tag", value: tag)
    }

    func declaredState(_ environment: String, promotion: CommitTrailers? = nil) -> DeclaredState {
        let written = machine.pipeline.stage(environment)?.edits.first?.set.first?.value
        let places = (branches[environment] ?? []).compactMap { value -> DeclaredPlace? in
            guard case .text(let template) = written else { return nil }
            return DeclaredPlace(value, written: template)
        }
        return DeclaredState(tip: commit(commits), places: places, promotion: promotion)
    }

    func commit(_ number: Int) -> CommitID { CommitID(hex: stableHash(["commit", String(number)])) }

    func plan(_ environment: String) throws -> Plan {
        let promotion = try #require(state.stages[environment]?.promotion)
        let release = try #require(state.release(promotion.release))
        let old = branches[environment]?.first?.value ?? ""
        return Plan(
            base: commit(commits),
            edits: [
                PlannedEdit(
                    file: "apps/shop/values.yaml", place: "image.tag", line: 2, column: 8, old: old,
                    new: release.artifacts[0].tag)
            ])
    }

    /// Does one piece of work as an honest world would.
    mutating func perform(_ work: Work) throws {
        let environment = work.environment
        switch work {
        case .look: take(.declared(environment: environment, declaredState(environment)))
        case .plan(_, let id):
            take(.planned(environment: environment, id, try plan(environment), seen: declaredState(environment)))
        case .send(_, let id):
            let plan = try plan(environment)
            commits += 1
            branches[environment] = plan.edits.map { value($0.new) }
            take(.sent(environment: environment, id, .landed(commit(commits))))
        case .propose, .follow, .merge, .unqueue, .tell, .errand, .post:
            Issue.record("nobody asked for merge requests: \(work)")
        case .handOff(_, let id): take(.handedOff(environment: environment, id, HandOffReceipt("")))
        case .observe(_, let id):
            let commit = try #require(state.stages[environment]?.promotion?.commit)
            take(.observed(environment: environment, id, .live(at: commit)))
        case .verify(_, let id, let measurement):
            let name = try #require(verification(measurement, environment)).name
            let tag = try #require(state.stages[environment]?.promotion.flatMap { state.release($0.release)?.title })
            let outcome = measures("\(environment) \(name) \(tag)", measurement.number)
            take(.measured(environment: environment, id, measurement, outcome))
        case .watch(_, let call): watch(environment, call)
        }
    }

    /// Asks are taken; looks see what `lives` says, or that the release is live.
    private mutating func watch(_ environment: String, _ call: LiveCall) {
        calls.append(call)
        guard call.receipt != nil else {
            return _ = take(.watched(environment: environment, call, .asked(HandOffReceipt("asked"))))
        }
        let seen = lives[environment] ?? .live(at: call.revision)
        take(.watched(environment: environment, call, .seen(seen)))
    }

    func verification(_ measurement: MeasurementID, _ environment: String) -> Verification? {
        machine.pipeline.stage(environment).flatMap { stage in
            machine.verifications(of: stage).first { $0.fingerprint == measurement.verification }
        }
    }

    /// Works until nothing is left to do now. `except` names stages whose work stays undone.
    mutating func settle(except: Set<String> = []) throws {
        for _ in 0..<200 {
            let work = machine.work(state, now: now).filter { !except.contains($0.environment) }
            if work.isEmpty { return }
            for item in work { try perform(item) }
        }
        Issue.record("the pipeline never settles: \(machine.work(state, now: now))")
    }

    mutating func pass(_ seconds: TimeInterval) throws {
        now += seconds
        take(.tick)
        try settle()
    }

    /// Loads other definitions, as a reload does.
    mutating func reload(
        stages: ((inout [Stage]) -> Void)? = nil, environment name: String? = nil,
        _ change: (inout Environment) -> Void = { _ in }
    ) {
        var pipeline = machine.pipeline
        stages?(&pipeline.stages)
        var environments = machine.environments
        if let name, var environment = environments[name] {
            change(&environment)
            environments[name] = environment
        }
        machine = PipelineMachine(pipeline: pipeline, environments: environments, groups: machine.groups)
        take(.reconfigured)
    }

    /// A person changes a stage's value in Git; answers what a look at the branch then sees.
    mutating func change(_ environment: String, to tag: String) -> DeclaredState {
        commits += 1
        branches[environment] = [value(tag)]
        return declaredState(environment)
    }

    /// Releases tags one after the other, each through all stages.
    mutating func release(_ tags: String...) throws {
        for tag in tags {
            see(tag)
            try settle()
        }
    }

    /// Does one piece of work, if there is one, in a stage.
    mutating func performOnce(_ environment: String) throws {
        for work in machine.work(state, now: now) where work.environment == environment { try perform(work) }
    }

    func records(_ action: String, _ environment: String? = nil) -> [AuditRecord] {
        records.filter { $0.action == action && (environment == nil || $0.environment == environment) }
    }

    func tag(_ environment: String) -> String? { branches[environment]?.first?.value }

    func stage(_ environment: String) throws -> StageStatus {
        try #require(machine.status(state, now: now).stages.first { $0.stage.environment == environment })
    }
}
