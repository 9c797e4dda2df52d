import Foundation
import Promotion
import Testing

/// Groups of any shape, to which anything may happen in any order; at each commit the group's rules hold.
@Suite("A group's rules under any sequence of events", .timeLimit(.minutes(10)))
struct GroupInvariantTests {
    @Test("Never too many at a time, never before a canary, never after a failure", arguments: [UInt64](1...40))
    func random(_ seed: UInt64) throws {
        var world = try RandomGroup(seed: seed)
        for _ in 0..<400 where world.complaint == nil { try world.happen() }
        try world.comeToRest()
        if let complaint = world.complaint {
            Issue.record("seed \(seed), \(world.shape): \(complaint)\n\(world.bench.records.suffix(12).map(\.line))")
        }
        #expect(world.commits > 5, "seed \(seed), \(world.shape)")
    }

    @Test("A seed plays the same again, to the last record", arguments: [UInt64](1...4))
    func replay(_ seed: UInt64) throws {
        let logs = try (0..<2).map { _ in
            var world = try RandomGroup(seed: seed)
            for _ in 0..<300 { try world.happen() }
            return world.bench.records
        }
        #expect(!logs[0].isEmpty)
        #expect(logs[0] == logs[1])
    }
}

private struct RandomGroup {
    var bench: Bench
    var generator: SplitMix
    var complaint: String?
    var commits = 0
    let shape: String
    private let group: StageGroup
    private var newest = 0
    /// What failed where, by the audit log alone.
    private var failed: Set<[String]> = []
    private var verified: Set<[String]> = []
    private var read = 0

    init(seed: UInt64) throws {
        generator = SplitMix(seed: seed)
        let members = (1...Int.random(in: 2...7, using: &generator)).map { "m\($0)" }.shuffled(using: &generator)
        let canaries = Array(members.prefix(Int.random(in: 0...2, using: &generator))).shuffled(using: &generator)
        let limits: [Int?] = [nil, 1, 2, 3]
        let limit = limits.randomElement(using: &generator) ?? nil
        let stops = Int.random(in: 0..<3, using: &generator) > 0
        let queue = Stage.Queue.allCases.randomElement(using: &generator) ?? .latest
        let rules: [FailureRule?] = [nil, .hold, .rollback]
        let rule = rules.randomElement(using: &generator) ?? nil
        let isLine = Bool.random(using: &generator)
        bench = try Bench.group(
            members, canaries: canaries, maxParallel: limit, stopsOnFailure: stops, queue: queue, isLine: isLine,
            soakTime: isLine && Bool.random(using: &generator) ? 600 : 0,
            verifications: Bool.random(using: &generator) ? [Verification(name: "bake", .wait(90))] : [],
            onFailure: rule)
        group = StageGroup(
            name: "prod", members: members, canaries: canaries, maxParallel: limit, stopsOnFailure: stops)
        shape = "\(members) \(canaries) \(limit.map { "\($0)" } ?? "all") \(stops) \(queue) \(String(describing: rule))"
    }

    private mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    mutating func happen() throws {
        bench.now += Double.random(in: 0...60, using: &generator)
        switch Int.random(in: 0..<100, using: &generator) {
        case 0..<70:
            let work = bench.machine.work(bench.state, now: bench.now)
            if let one = work.randomElement(using: &generator) { try perform(one) } else { take(.tick) }
        case 70..<78:
            newest += 1
            take(.scanned(["api": .found([bench.artifact("1.\(newest).0")])]))
        case 78..<92: order()
        case 92..<94: take(.reconfigured)
        default:
            bench.now += Double.random(in: 0...2000, using: &generator)
            take(.tick)
        }
    }

    private mutating func order() {
        let environment = group.members.randomElement(using: &generator) ?? ""
        let release = bench.state.releases.randomElement(using: &generator)?.id ?? ReleaseID(hex: "none")
        let commands: [Command] = [
            .retry(environment: environment), .retry(environment: environment), .resume(environment: environment),
            .resume(environment: environment), .reject(environment: environment, reason: nil),
            .hold(environment: environment, reason: "r"), .promote(environment: environment, release: release),
            .rollback(environment: environment, release: nil, reason: nil),
            .pin(environment: environment, release: release, reason: nil), .unpin(environment: environment),
            .unpin(environment: environment),
        ]
        if let command = commands.randomElement(using: &generator) { take(.command(command, by: "alice")) }
    }

    private mutating func perform(_ work: Work) throws {
        let environment = work.environment
        switch work {
        case .send(_, let id) where chance(10):
            let problem: Problem = chance(60) ? .transient("cut") : .permanent("declined")
            take(.sent(environment: environment, id, .failed(problem)))
        case .send(_, let id): try send(environment, id)
        case .handOff(_, let id) where chance(8):
            take(.handOffFailed(environment: environment, id, chance(60) ? .transient("503") : .permanent("403")))
        case .observe(_, let id) where chance(35):
            take(
                .observed(
                    environment: environment, id, chance(50) ? .failed(reason: "no image") : .degraded(reason: "1 of 3")
                ))
        default: try deliver(work)
        }
    }

    private mutating func send(_ environment: String, _ id: PromotionID) throws {
        guard bench.machine.mayStillSend(id, in: environment, state: bench.state, now: bench.now) else {
            return take(.sent(environment: environment, id, .notAuthorized))
        }
        let promotion = try #require(bench.state.stages[environment]?.promotion)
        let plan = try bench.plan(environment)
        if plan.changesNothing {
            return take(.sent(environment: environment, id, .alreadyDeclared(at: bench.commit(bench.commits))))
        }
        judge(promotion, environment)
        commits += 1
        bench.commits += 1
        bench.branches[environment] = [bench.value(plan.edits[0].new)]
        take(.sent(environment: environment, id, .landed(bench.commit(bench.commits))))
    }

    /// What must be true at the moment in which a commit is made, told without the machine's own rules.
    private mutating func judge(_ promotion: Promotion, _ environment: String) {
        guard promotion.kind != .rollback, group.members.contains(environment) else { return }
        let release = promotion.release.hex
        let others = bench.onTheirWay.filter { $0 != environment && group.members.contains($0) }
        if let limit = group.maxParallel, others.count >= limit {
            complaint = "\(environment) was written while \(others) were on their way"
        }
        if !group.canaries.contains(environment), !verified.contains([environment, release]),
            let canary = group.canaries.first(where: { !verified.contains([$0, release]) })
        {
            complaint = "\(environment) was written before \(canary) had verified it"
        }
        if group.stopsOnFailure,
            let other = group.members.first(where: { $0 != environment && failed.contains([$0, release]) })
        {
            complaint = "\(environment) was written though \(other) had failed"
        }
    }

    private mutating func deliver(_ work: Work) throws {
        try bench.perform(work)
        readLog()
    }

    private mutating func take(_ event: PipelineEvent) {
        // A command that is refused moves nothing on, though the time has.
        guard bench.take(event) == nil else { return }
        readLog()
        let idle = bench.machine.step(bench.state, .tick, now: bench.now)
        if idle.state != bench.state { complaint = "a step was not taken to its end" }
    }

    private mutating func readLog() {
        for record in bench.records[read...] {
            guard let environment = record.environment, let release = record.release?.hex else { continue }
            switch record.action {
            case "failed": failed.insert([environment, release])
            case "verified":
                verified.insert([environment, release])
                failed.remove([environment, release])
            case "rejected": failed.remove([environment, release])
            default: break
            }
        }
        read = bench.records.count
    }

    /// From now on all goes well: what then still waits waits for a person, and never for its turn.
    mutating func comeToRest() throws {
        for _ in 0..<3000 {
            if let item = bench.machine.work(bench.state, now: bench.now).first {
                if case .send(_, let id) = item { try send(item.environment, id) } else { try deliver(item) }
                continue
            }
            guard let wake = bench.machine.wake(bench.state, now: bench.now) else { break }
            bench.now = wake
            take(.tick)
        }
        for status in bench.machine.status(bench.state, now: bench.now).stages
        where group.members.contains(status.stage.environment) {
            let promotion = bench.state.stages[status.stage.environment]?.promotion
            if promotion?.state == .waiting, status.waiting.isEmpty { complaint = "\(status.stage) waits for nothing" }
            if status.waiting.contains(where: { $0.gate == .turn }) {
                complaint = "\(status.stage) waits for its turn, and nobody is on its way: \(status.why)"
            }
        }
    }
}

extension AuditRecord {
    fileprivate var line: String { "\(environment ?? "") \(action): \(message)" }
}
