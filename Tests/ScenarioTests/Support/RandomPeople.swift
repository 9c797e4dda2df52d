import Engine
import Foundation
import PortsTestKit
import Promotion
import Synchronization

/// People, hosts and power cuts at random around the merge requests of `prod`, and a judge who remembers what was approved.
final class RandomPeople {
    let world: World
    private let merging: MergeRequestDelivery.Merging
    private let prod: ForgeRepository
    private let remote: RemoteURL
    private var generator: SeededGenerator
    private(set) var last = "nothing"
    private(set) var newest = "0.9.0"
    private var releases = 0
    /// What persons have pushed, to any branch, and have not taken back.
    private var personCommits: [CommitID] = []
    /// How often persons have pushed.
    private(set) var pushes = 0
    /// Those that a person has merged: they may be on the base.
    private var mergedByPersons: Set<CommitID> = []
    /// The promotions with the very edits that somebody with the right has approved.
    private var approved: Set<Approved> = []
    /// The merge requests that Sluice or the host has merged for it.
    private(set) var merges: [MergeRequestID] = []
    private var known: Set<MergeRequestID> = []
    private var reopened: Set<MergeRequestID> = []
    private var store: FragileStore?
    private let deadly = Deadly()

    private struct Approved: Hashable {
        var promotion: PromotionID
        var plan: String
    }

    /// The moment at which the daemon dies, if it is to.
    private final class Deadly: Sendable {
        let armed = Mutex<(CrashPoint.Phase, FragileStore)?>(nil)

        func reach(_ phase: CrashPoint.Phase) {
            armed.withLock { armed in
                guard let (moment, store) = armed, moment == phase else { return }
                store.last(0)
                armed = nil
            }
        }
    }

    init(seed: UInt64) throws {
        generator = SeededGenerator(seed: seed)
        merging = seed % 3 == 0 ? .host : .auto
        let delivery = Delivery.mergeRequests(
            merging, rebase: seed % 2 == 0 ? .always : .onConflict, accounts: ["alice-on-host": "alice"],
            reviewers: ["bob"])
        world = World(
            try .line(queue: seed % 4 == 1 ? .every : .latest, prod: .gated, drift: .adopt, prodDelivery: delivery))
        remote = world.branch("prod").remote
        prod = try world.prod
        world.crashPoint = CrashPoint { [deadly] in deadly.reach($0) }
    }

    func begin() async throws {
        try await restart()
        try await release()
    }

    private func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &generator) < percent }

    // MARK: What happens

    func happen() async throws {
        let held = try await world.status("prod").hold?.by == "alice"
        let roll = Int.random(in: 0..<100, using: &generator)
        switch roll {
        case 0..<10: try await release()
        case 10..<32: try await approve()
        case 32..<40: await review()
        case 40..<45: try await pushToOwnBranch()
        case 45..<49: pushToBase()
        case 49..<59: await failHost()
        case 59..<67: try await die()
        case 67..<75: onHost()
        case 75..<82: try await order()
        case 82..<92: try await takeBack()
        default: last = "time passes"
        }
        await world.pass(Double.random(in: 0...90, using: &generator))
        try judge(heldBefore: held, heldAfter: try await world.status("prod").hold?.by == "alice")
    }

    private func release() async throws {
        releases += 1
        newest = "1.\(releases).0"
        last = "release \(newest)"
        await world.push(newest)
    }

    private func approve() async throws {
        let user = ["alice", "bob", "carol"].randomElement(using: &generator) ?? "alice"
        let status = try await world.status("prod")
        last = "\(user) approves \(status.next?.title ?? "nothing")"
        guard let promotion = status.promotion, let plan = status.planHash else { return }
        do {
            try await world.order(.approve(environment: "prod", planHash: plan), by: user)
            if user != "carol" { approved.insert(Approved(promotion: promotion, plan: plan)) }
        } catch is Problem {
            last += ", refused"
        }
    }

    /// An account reviews the head that is there, whoever made it.
    private func review() async {
        let account = chance(60) ? "alice-on-host" : "stranger"
        guard let request = open.randomElement(using: &generator) else { return }
        last = "\(account) reviews \(request.id) at \(request.head.short)"
        if account == "alice-on-host", let subject = subject(of: request.head) { approved.insert(subject) }
        world.forge.review(request.id, by: account)
    }

    /// Often somebody approves what was there before, in the moment before the push is seen.
    private func pushToOwnBranch() async throws {
        let own = world.git.branches(of: remote).keys.filter { $0.hasPrefix("sluice/") }.sorted()
        guard let name = own.randomElement(using: &generator) else { return }
        last = "a person pushes to \(name)"
        let path = chance(50) ? "notes.txt" : "shop.yaml"
        let text = "image:\n  tag: 6.6.6 # \(personCommits.count)\n"
        if let commit = world.git.commit([path: Array(text.utf8)], to: Branch(remote: remote, name: name)) {
            personCommits.append(commit)
            pushes += 1
        }
        guard chance(60) else { return }
        let pushed = last
        try await approve()
        last = "\(pushed), and \(last)"
    }

    private func pushToBase() {
        let changes = chance(20)
        last = changes ? "a person writes another version" : "a person pushes something else to the base"
        let text = changes ? "image:\n  tag: 0.9.\(personCommits.count + 1) # by hand\n" : "x: \(personCommits.count)\n"
        let file = changes ? "shop.yaml" : "other.yaml"
        guard let commit = world.git.commit([file: Array(text.utf8)], to: world.branch("prod")) else { return }
        personCommits.append(commit)
        pushes += 1
        mergedByPersons.insert(commit)
    }

    private func failHost() async {
        let call = FakeForge.Call.allCases.randomElement(using: &generator) ?? .open
        switch Int.random(in: 0..<5, using: &generator) {
        case 0:
            last = "the next answer to \(call) is lost"
            world.forge.loseNextAnswer(to: call)
        case 1:
            last = "\(call) fails twice"
            world.forge.failNext(call, .transient("502"), .transient("429", retryAfter: 5))
        case 2:
            last = "the host is busy"
            world.forge.compute(prod, true)
            await world.pass(Double.random(in: 0...100, using: &generator))
            world.forge.compute(prod, false)
        case 3:
            last = "the host lets go of its queue"
            for request in open { world.forge.dropQueued(request.id) }
        default:
            last = "a check is required and passes"
            world.forge.protect(prod, checks: chance(50) ? ["build"] : [])
            for request in open {
                world.forge.check("build", .success, on: request.head, in: prod)
            }
        }
    }

    /// The daemon dies: after some more transactions, or right at a moment between two steps.
    private func die() async throws {
        guard let store else { return }
        let moments: [CrashPoint.Phase] = [.branchPushed, .mergeRequestOpened, .mergeAnswered]
        if chance(50), let moment = moments.randomElement(using: &generator) {
            last = "the daemon dies at \(moment)"
            deadly.armed.withLock { $0 = (moment, store) }
        } else {
            last = "the daemon dies"
            store.last(Int.random(in: 0...3, using: &generator))
        }
        if chance(50) { try await release() }
        await world.pass(Double.random(in: 0...20, using: &generator))
        try await restart()
    }

    private func restart() async throws {
        await world.stop()
        deadly.armed.withLock { $0 = nil }
        let next = FragileStore(world.store)
        world.wrapStore = { _ in next }
        store = next
        try await world.start()
    }

    private func onHost() {
        guard let request = world.forge.requests(of: prod).suffix(3).randomElement(using: &generator) else { return }
        switch Int.random(in: 0..<6, using: &generator) {
        case 0 where request.isOpen:
            last = "a person merges \(request.id)"
            mergedByPersons.formUnion(personCommits.filter { reaches($0, from: request.head) })
            world.forge.mergeByPerson(request.id)
        case 1 where request.isOpen:
            last = "a person closes \(request.id)"
            forget(request.head)
            world.forge.closeByPerson(request.id)
        case 2, 3:
            guard request.state == .closed, open.isEmpty, world.git.branches(of: remote)[request.branches.head] != nil
            else { return }
            last = "a person opens \(request.id) again"
            reopened.insert(request.id)
            world.forge.reopen(request.id)
        case 4 where request.isOpen && request.branches.base == "main":
            last = "a person points \(request.id) elsewhere"
            world.forge.retarget(request.id, to: "other")
        default:
            last = "a person points everything at main"
            for request in open { world.forge.retarget(request.id, to: "main") }
        }
    }

    private func order() async throws {
        let commands: [Command] = [
            .hold(environment: "prod", reason: "wait"), .resume(environment: "prod"), .resume(environment: "prod"),
            .reject(environment: "prod", reason: "no"), .retry(environment: "prod"), .retry(environment: "prod"),
        ]
        guard let command = commands.randomElement(using: &generator) else { return }
        last = "\(command)"
        let promotion = try await world.status("prod").promotion
        do {
            try await world.order(command)
            if case .reject = command { approved = approved.filter { $0.promotion != promotion } }
        } catch is Problem {
            last += ", refused"
        }
    }

    /// Persons let go of what they have done: to branches of Sluice's, to bases, by holds and rejections.
    private func takeBack() async throws {
        last = "persons take back what they did"
        for request in open where request.branches.base != "main" { world.forge.retarget(request.id, to: "main") }
        for request in open where subject(of: request.head) == nil { world.forge.closeByPerson(request.id) }
        for (name, tip) in world.git.branches(of: remote)
        where name.hasPrefix("sluice/") && subject(of: tip) == nil {
            world.git.delete(Branch(remote: remote, name: name))
            personCommits.removeAll { reaches($0, from: tip) && !mergedByPersons.contains($0) }
        }
        world.forge.protect(prod)
        await world.pass(61)
        try? await world.order(.resume(environment: "prod"))
        try? await world.order(.retry(environment: "prod"))
        let status = try await world.status("prod")
        if status.promotion == nil, let release = status.next?.release {
            try? await world.order(.promote(environment: "prod", release: release))
        }
    }

    /// From now on nothing fails, and people do what is asked of them.
    func makeAmends() async throws {
        try await restart()
        for _ in 0..<40 {
            try await takeBack()
            try await approve()
            await world.pass(120)
            try judge(heldBefore: false, heldAfter: false)
            if world.declared("prod") == newest { return }
        }
    }

    // MARK: What is judged

    private var open: [MergeRequest] { world.forge.requests(of: prod).filter(\.isOpen) }
    private var complaint: String?

    /// What a commit of Sluice's brings; nil for anybody else's.
    private func subject(of head: CommitID) -> Approved? {
        guard let commit = world.git.commit(head, of: remote), let id = commit.trailers.last("Sluice-Promotion"),
            !personCommits.contains(head), let parent = commit.parent.flatMap({ world.git.commit($0, of: remote) })
        else { return nil }
        let edit = PlannedEdit(
            file: "shop.yaml", place: "image.tag", line: 2, column: 8, old: tag(in: parent), new: tag(in: commit))
        return Approved(
            promotion: PromotionID(hex: id), plan: Plan(base: parent.id, edits: [edit]).hash)
    }

    private func tag(in commit: FakeCommit) -> String {
        String(decoding: commit.files["shop.yaml"] ?? [], as: UTF8.self).split(separator: "\n").last?
            .split(separator: " ").dropFirst().first.map(String.init) ?? ""
    }

    private func forget(_ head: CommitID) {
        guard let promotion = subject(of: head)?.promotion else { return }
        approved = approved.filter { $0.promotion != promotion }
    }

    private func reaches(_ commit: CommitID, from tip: CommitID) -> Bool {
        var seen: Set<CommitID> = []
        var left = [tip]
        while let next = left.popLast() {
            if next == commit { return true }
            if seen.insert(next).inserted { left += world.git.commit(next, of: remote)?.parents ?? [] }
        }
        return false
    }

    /// What was merged since it was looked at last.
    private func judge(heldBefore: Bool, heldAfter: Bool) throws {
        for request in world.forge.requests(of: prod) {
            guard case .merged(let merged) = request.state, known.insert(request.id).inserted, merged.by == "sluice"
            else { continue }
            merges.append(request.id)
            guard let subject = subject(of: request.head) else {
                complaint = "\(request.id) was merged with a person's commit \(request.head.short)"
                continue
            }
            if !approved.contains(subject) { complaint = "\(request.id) was merged without an approval of its edits" }
            if heldBefore, heldAfter, merging == .auto { complaint = "\(request.id) was merged while prod was held" }
            if request.branches.base != "main" { complaint = "\(request.id) was merged into \(request.branches.base)" }
        }
    }

    func broken() throws -> String? {
        if let complaint { return complaint }
        let requests = world.forge.requests(of: prod)
        // One that a person opened again stays theirs.
        let inFlight = open.filter { !reopened.contains($0.id) }
        if inFlight.count > 1 { return "\(inFlight.map(\.id)) are open" }
        let merged = requests.filter { !$0.isOpen && $0.state != .closed }.compactMap {
            subject(of: $0.head)?.promotion
        }
        if Set(merged).count != merged.count { return "a promotion was merged twice" }
        let tips = world.git.branches(of: remote)
        for commit in personCommits where !tips.values.contains(where: { reaches(commit, from: $0) }) {
            return "the person's commit \(commit.short) is lost"
        }
        guard let main = tips["main"] else { return "the base is gone" }
        for commit in personCommits where !mergedByPersons.contains(commit) && reaches(commit, from: main) {
            return "the person's commit \(commit.short) was merged by nobody"
        }
        return nil
    }
}
