import Foundation
import Promotion
import Testing

/// Thousands of events in an order that nobody would think of; after each the invariants hold.
@Suite("Invariants under any sequence of events", .timeLimit(.minutes(10)))
struct InvariantTests {
    @Test("They hold whatever happens", arguments: [UInt64](1...10) + [12])
    func random(_ seed: UInt64) throws {
        var world = try RandomWorld(seed: seed)
        for step in 0..<1500 {
            try world.happen()
            if let broken = world.broken() {
                Issue.record("seed \(seed), step \(step), after \(world.last): \(broken)")
                return
            }
        }
        // Something went on, or the test proves nothing.
        #expect(world.landings.count > 10, "seed \(seed)")
        if [2, 3, 5, 6].contains(seed) { #expect(world.verdicts.verified > 5, "seed \(seed)") }
        if [5, 7, 9].contains(seed) { #expect(world.verdicts.rolledBack > 0, "seed \(seed)") }
    }

    @Test("When nothing goes wrong any more, everything comes to rest", arguments: [UInt64](1...6))
    func rest(_ seed: UInt64) throws {
        var world = try RandomWorld(seed: seed)
        for _ in 0..<300 { try world.happen() }
        try world.comeToRest()
        if let broken = world.broken() { Issue.record("seed \(seed): \(broken)") }
    }
}

/// A bench to which random things happen, and what was seen of it so far.
private struct RandomWorld {
    var bench: Bench
    var generator: SplitMix
    var last = "nothing"
    /// Each landing: the stage's promotion and the commit, where one was made.
    var landings: [(promotion: PromotionID, release: ReleaseID, environment: String)] = []
    private var complaint: String?
    private let isTested: Bool
    private var newest = 0
    /// Events that were delivered before, and may come again.
    private var delivered: [PipelineEvent] = []
    /// Commits that arrived though their senders were not told.
    private var arrived: [PromotionID: CommitID] = [:]
    /// What each run of a stage's verification measured, by the stage, the time of the run and the verification.
    private var measured: [[String]: (passed: Int, failed: Int)] = [:]
    /// How often a release was verified after it was tested, and how often a stage went back by itself.
    var verdicts = (verified: 0, rolledBack: 0)
    private static let tests = [
        Verification(name: "api", .wait(90)),
        Verification(name: "errors", .command(CommandVerification(arguments: ["true"])), count: 3, allowedFailures: 1),
    ]

    init(seed: UInt64) throws {
        generator = SplitMix(seed: seed)
        isTested = seed % 4 != 0
        let rule = ApprovalRule(name: "release", approvers: [.group("sre")], requiredApprovals: 2)
        bench = try Bench.line(
            soakTime: seed % 2 == 0 ? 600 : 0, queue: seed % 3 == 0 ? .every : .latest,
            prod: Protection(approvalRules: [rule]), drift: DriftRule.allCases[Int(seed % 3)],
            verifications: seed % 4 == 0 ? [] : Self.tests,
            onFailure: [nil, .rollback, .hold, .rollback][Int(seed % 4)])
        // Those that are to come to rest have nobody who looks for ever.
        for name in seed > 6 ? ["dev", "staging", "prod"] : [] {
            bench.reload(environment: name) {
                $0.reconciler = .command(
                    CommandReconciler(arguments: ["deploy"], observation: CommandObservation(arguments: ["look"])))
                $0.liveDrift = LiveDriftRule(seed % 2 == 0 ? .heal : .report)
            }
        }
        bench.adopt()
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    private mutating func environment() -> String {
        ["dev", "staging", "prod"].randomElement(using: &generator) ?? "dev"
    }

    mutating func happen() throws {
        bench.now += Double.random(in: 0...120, using: &generator)
        let work = bench.machine.work(bench.state, now: bench.now)
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<45:
            if let item = work.randomElement(using: &generator) { try perform(item) } else { take(.tick) }
        case 45..<55: scan()
        case 55..<75: order()
        case 75..<80: look()
        case 80..<85: take(.reconfigured)
        case 85..<90:
            if let old = delivered.randomElement(using: &generator) { take(old) }
        case 90..<92: take(.unreadable(environment: environment(), .transient("No route to host.")))
        default:
            bench.now += Double.random(in: 0...2000, using: &generator)
            take(.tick)
        }
    }

    private mutating func scan() {
        switch Int.random(in: 0..<6, using: &generator) {
        case 0: take(.scanned(["api": .failed(.transient("HTTP 502"))]))
        case 1: take(.scanned(["api": .nothing("no tags")]))
        case 2: take(.scanned(["api": .found([bench.artifact("1.\(max(0, newest - 2)).0")])]))
        case 3: take(.scanned(["api": .found([bench.artifact("1.\(newest).0", content: "moved")])]))
        default:
            newest += 1
            take(.scanned(["api": .found([bench.artifact("1.\(newest).0")])]))
        }
    }

    private mutating func order() {
        let environment = environment()
        let user = ["alice", "bob", "carol"].randomElement(using: &generator) ?? "alice"
        let release = bench.state.releases.randomElement(using: &generator)?.id ?? ReleaseID(hex: "none")
        let commands: [Command] = [
            .approve(environment: "prod", planHash: nil), .approve(environment: "prod", planHash: nil),
            .approve(environment: "prod", planHash: bench.state.stages["prod"]?.promotion?.plan?.hash),
            .promote(environment: environment, release: release), .reject(environment: environment, reason: nil),
            .retry(environment: environment), .hold(environment: environment, reason: "r"),
            .resume(environment: environment), .resume(environment: environment), .resume(environment: "prod"),
            .pin(environment: environment, release: release, reason: nil), .unpin(environment: environment),
            .unpin(environment: environment), .rollback(environment: environment, release: nil, reason: nil),
        ]
        if let command = commands.randomElement(using: &generator) { take(.command(command, by: user)) }
    }

    /// A look, honest or begun before the last landing; sometimes a person changed something first.
    private mutating func look() {
        let environment = environment()
        if chance(30) { _ = bench.change(environment, to: "1.\(Int.random(in: 0...newest, using: &generator)).0") }
        var declared = bench.declaredState(environment)
        declared.known = bench.state.stages[environment]?.current?.commit
        take(.declared(environment: environment, declared))
    }

    private mutating func perform(_ work: Work) throws {
        let environment = work.environment
        switch work {
        case .send(_, let id): try send(environment, id)
        case .plan(_, let id) where chance(15):
            take(.planFailed(environment: environment, id, chance(50) ? .transient("cut") : .permanent("no such key")))
        case .handOff(_, let id) where chance(20):
            take(.handOffFailed(environment: environment, id, chance(70) ? .transient("503") : .permanent("403")))
        case .observe(_, let id) where chance(40):
            let seen: [Observation] = [
                .waiting(reason: "queued"), .progressing(reason: "1 of 3"), .degraded(reason: "2 restarts"),
                .failed(reason: "no image"),
            ]
            if let one = seen.randomElement(using: &generator) { take(.observed(environment: environment, id, one)) }
        case .verify(_, let id, let measurement) where chance(20):
            measure(id, measurement, chance(50) ? .failed("ill") : .inconclusive("no data"), environment)
        case .look: look()
        default: try deliver(work)
        }
    }

    private mutating func deliver(_ work: Work) throws {
        let environment = work.environment
        switch work {
        case .plan(_, let id):
            let seen = bench.declaredState(environment)
            take(.planned(environment: environment, id, try bench.plan(environment), seen: seen))
        case .handOff(_, let id): take(.handedOff(environment: environment, id, HandOffReceipt("")))
        case .observe(_, let id):
            if let commit = bench.state.stages[environment]?.promotion?.commit {
                take(.observed(environment: environment, id, .live(at: commit)))
            }
        case .verify(_, let id, let measurement): measure(id, measurement, .passed("well"), environment)
        case .look, .send: try perform(work)
        case .propose, .follow, .merge, .unqueue, .tell, .errand, .post:
            complaint = "nobody asked for merge requests: \(work)"
        case .watch(_, let call): watch(call, environment)
        }
    }

    private mutating func watch(_ call: LiveCall, _ environment: String) {
        if chance(15) { return take(.watched(environment: environment, call, .failed(.transient("503")))) }
        if call.receipt == nil {
            return take(.watched(environment: environment, call, .asked(HandOffReceipt("asked"))))
        }
        let seen: [Observation] = [
            .live(at: call.revision), .degraded(reason: "changed"), .degraded(reason: "2 restarts"),
            .failed(reason: "no image"), .progressing(reason: "1 of 3"),
        ]
        take(.watched(environment: environment, call, .seen(seen.randomElement(using: &generator) ?? seen[0])))
    }

    /// Counts what the machine is told of, and only where it asked for this very measurement.
    private mutating func measure(
        _ id: PromotionID, _ measurement: MeasurementID, _ outcome: MeasurementOutcome, _ environment: String
    ) {
        let key = [environment, id.hex, "\(measurement.run.timeIntervalSince1970)"]
        switch outcome {
        case .passed: measured[key, default: (0, 0)].passed += 1
        case .failed: measured[key, default: (0, 0)].failed += 1
        case .inconclusive: break
        }
        take(.measured(environment: environment, id, measurement, outcome))
    }

    /// What is verified was tested to the end, and what goes back by itself goes to what was verified, and stays there.
    private mutating func judge(_ transition: Transition, from before: PipelineState) {
        for record in transition.records {
            guard let environment = record.environment, let stage = before.stages[environment] else { continue }
            switch record.action {
            case "verified" where isTested:
                guard let run = stage.promotion?.verification, let id = stage.promotion?.id else {
                    complaint = "\(environment) was verified without being tested"
                    continue
                }
                let seen = measured[[environment, id.hex, "\(run.began.timeIntervalSince1970)"]] ?? (0, 0)
                verdicts.verified += 1
                if seen.passed < 2 || seen.failed > 1 || seen.passed + seen.failed != 3 {
                    complaint = "\(environment) was verified by \(seen)"
                }
                if bench.now < run.began.addingTimeInterval(90) { complaint = "\(environment) did not wait" }
            case "rolledBack":
                verdicts.rolledBack += 1
                let now = transition.state.stages[environment]
                if stage.promotion?.kind == .rollback { complaint = "a rollback was rolled back" }
                if stage.hold != nil || stage.pin != nil { complaint = "a held or pinned stage was rolled back" }
                if now?.hold == nil { complaint = "a stage that was rolled back is not held" }
                if now?.refused.contains(where: { $0.release == record.release }) != true {
                    complaint = "what was rolled back may come again by itself"
                }
                let back = now?.promotion.map(\.release)
                if !stage.verifications.contains(where: { $0.release == back }) {
                    complaint = "\(environment) was rolled back to what was never verified there"
                }
            default: break
            }
        }
    }

    /// A push as the port promises it: a key that landed before is found again, the gates are asked right before.
    private mutating func send(_ environment: String, _ id: PromotionID) throws {
        if chance(15) {
            let problem: Problem = chance(70) ? .transient("cut") : .permanent("declined")
            return take(.sent(environment: environment, id, .failed(problem)))
        }
        if let commit = arrived[id] { return take(.sent(environment: environment, id, .landed(commit))) }
        guard bench.machine.mayStillSend(id, in: environment, state: bench.state, now: bench.now) else {
            return take(.sent(environment: environment, id, .notAuthorized))
        }
        let promotion = try #require(bench.state.stages[environment]?.promotion)
        let plan = try bench.plan(environment)
        if plan.changesNothing {
            return take(.sent(environment: environment, id, .alreadyDeclared(at: bench.commit(bench.commits))))
        }
        guard plan.hash == promotion.plan?.hash else {
            return take(.sent(environment: environment, id, .refused(.permanent("other edits"))))
        }
        judge(promotion, plan, environment)
        bench.commits += 1
        bench.branches[environment] = [bench.value(plan.edits[0].new)]
        arrived[id] = bench.commit(bench.commits)
        landings.append((id, promotion.release, environment))
        if chance(20) {
            return take(.sent(environment: environment, id, .failed(.transient("The answer was cut off."))))
        }
        take(.sent(environment: environment, id, .landed(bench.commit(bench.commits))))
    }

    /// What must be true at the moment in which a commit is made.
    private mutating func judge(_ promotion: Promotion, _ plan: Plan, _ environment: String) {
        let stage = bench.state.stages[environment]
        if environment == "prod" {
            let people = Set(promotion.approvals.filter { $0.planHash == plan.hash }.map(\.by))
            if people.subtracting(["alice", "bob"]).isEmpty == false || people.count < 2 {
                complaint = "prod was written with the approvals of \(people)"
            }
        }
        if let hold = stage?.hold,
            promotion.kind != .rollback || (promotion.requestedBy == "sluice" && hold.by != "sluice")
        {
            complaint = "a held stage was written"
        }
        if let pin = stage?.pin, pin.release != promotion.release { complaint = "a pinned stage was written" }
        if promotion.kind == .automatic, stage?.pin == nil,
            let current = stage?.current?.release.flatMap(bench.state.release),
            let release = bench.state.release(promotion.release), release.number <= current.number
        {
            complaint = "\(environment) went from release \(current.number) to \(release.number) by itself"
        }
        if promotion.kind == .automatic, stage?.refused.contains(where: { $0.release == promotion.release }) == true,
            stage?.pin == nil
        {
            complaint = "a refused release was written"
        }
    }

    private mutating func take(_ event: PipelineEvent) {
        last = "\(event)"
        let before = bench.state
        let first = bench.machine.step(before, event, now: bench.now)
        let second = bench.machine.step(before, event, now: bench.now)
        if first.state != second.state || first.records != second.records || first.notices != second.notices {
            complaint = "a step is not the same twice"
        }
        if first.refusal != nil {
            return
        }
        judge(first, from: before)
        if case .command = event {
        } else {
            delivered.append(event)
            if delivered.count > 50 { delivered.removeFirst() }
        }
        bench.state = first.state
        bench.records += first.records
        bench.notices += first.notices
        // Idle ticks change nothing.
        let idle = bench.machine.step(bench.state, .tick, now: bench.now)
        if idle.state != bench.state { complaint = "a step was not taken to its end" }
        if case .command = event { return }
        let again = bench.machine.step(bench.state, event, now: bench.now)
        if isIdempotent(event),
            again.state.stages.mapValues(\.promotion?.id) != bench.state.stages.mapValues(\.promotion?.id)
        {
            complaint = "the same event twice began something else: \(event)"
        }
    }

    private func isIdempotent(_ event: PipelineEvent) -> Bool {
        switch event {
        case .scanned, .planned, .sent, .handedOff, .observed, .measured, .tick, .unreadable, .declared, .reconfigured:
            true
        case .proposed, .hinted, .followed, .mergeTried, .unqueued, .told, .posted, .ranErrand: true
        case .planFailed, .handOffFailed, .command: false
        case .watched: true
        }
    }

    func broken() -> String? {
        if let complaint { return complaint }
        if Set(landings.map(\.promotion)).count != landings.count { return "a promotion has two commits" }
        let releases = bench.state.releases
        if zip(releases, releases.dropFirst()).contains(where: { $0.number >= $1.number }) {
            return "releases are out of order"
        }
        if Set(releases.map(\.id)).count != releases.count { return "a release is there twice" }
        for (name, stage) in bench.state.stages {
            if stage.verifications.filter({ $0.until == nil }).count > 1 { return "\(name) has two running versions" }
            if stage.watch?.drift != nil, stage.verifications.contains(where: { $0.until == nil }) {
                return "\(name) counts as verified though it is not live as declared"
            }
            if let watch = stage.watch, watch.heals.count > 5 || stage.current?.verifiedAt == nil {
                return "\(name) is watched or healed where it must not be"
            }
            if let promotion = stage.promotion, bench.state.release(promotion.release) == nil {
                return "\(name)'s promotion has no release"
            }
            if let problem = stuck(name, stage) { return problem }
        }
        return nil
    }

    /// Something that waits for the time is always woken, and what can go on has work.
    private func stuck(_ name: String, _ stage: StageState) -> String? {
        guard let promotion = stage.promotion else { return nil }
        let wake = bench.machine.wake(bench.state, now: bench.now)
        let work = bench.machine.work(bench.state, now: bench.now).contains { $0.environment == name }
        // A command that was refused moved nothing on, though the time has.
        var isDue: Bool { bench.machine.step(bench.state, .tick, now: bench.now).state != bench.state }
        switch promotion.state {
        case .ended: return nil
        case .waiting, .proposed:
            let status = bench.machine.status(bench.state, now: bench.now)
            let waiting = status.stages.first { $0.stage.environment == name }?.waiting ?? []
            if waiting.isEmpty { return isDue ? nil : "\(name) waits for nothing" }
            if let until = waiting.compactMap(\.until).min(), wake.map({ $0 > until }) ?? true {
                return "\(name) waits until \(until) and is not woken"
            }
            return nil
        case .verifying:
            return work || wake != nil || isDue ? nil : "\(name) is being verified, has no work and is not woken"
        case .planning, .sending, .proposing, .merging, .landed, .deploying:
            if work || promotion.retry?.notBefore == .distantFuture { return nil }
            guard let retry = promotion.retry, let wake, wake <= retry.notBefore else {
                return "\(name) is \(promotion.state), has no work and is not woken"
            }
            return nil
        }
    }

    /// From now on everything succeeds: each piece of work is done, and time passes as it is asked for.
    mutating func comeToRest() throws {
        for _ in 0..<2000 {
            let work = bench.machine.work(bench.state, now: bench.now)
            if let item = work.first {
                if case .send(_, let id) = item { try sendHonestly(item.environment, id) } else { try deliver(item) }
                continue
            }
            guard let wake = bench.machine.wake(bench.state, now: bench.now) else { return }
            bench.now = wake
            take(.tick)
        }
        complaint = "it never comes to rest: \(bench.machine.work(bench.state, now: bench.now))"
    }

    private mutating func sendHonestly(_ environment: String, _ id: PromotionID) throws {
        while bench.state.stages[environment]?.promotion?.state == .sending,
            bench.machine.work(bench.state, now: bench.now).contains(.send(environment: environment, id))
        {
            try send(environment, id)
        }
    }
}
