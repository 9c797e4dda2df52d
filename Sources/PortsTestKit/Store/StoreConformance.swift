import Foundation
package import Promotion

/// The contract of `Store`, clause by clause. Each check gets a new, empty store.
package enum StoreConformance {
    /// Throws the first clause that the stores of `makeStore` do not keep.
    package static func check(_ makeStore: () async throws -> any Store) async throws {
        for clause in [
            statesSurviveExactly, removedStatesAreGone, recordsAreChained, recordsAreFound, noticesWaitTheirTurn,
            noticesGoToEachSubscriber, firstSightStays, imageDetailsAreKept, concurrentCommitsAllCount, emptyIsEmpty,
        ] {
            try await clause(try await makeStore())
        }
    }

    private static let noon = Date(timeIntervalSince1970: 1_795_521_600.123_456)

    private static func emptyIsEmpty(_ store: any Store) async throws {
        try require(try await store.pipelineStates(), is: [], "A new store has no states")
        try require(
            try await store.auditHead(), is: AuditChain.start, "A new store's audit log ends at the chain's start")
        try require(try await store.verifyAudit(), is: AuditChain.start, "An empty audit log is whole")
        try require(
            try await store.commit(StoreChanges()), is: AuditChain.start,
            "A commit of nothing leaves the audit log alone")
        try require(
            try await store.auditRecords(pipeline: nil, environment: nil, before: nil, limit: 10), is: [],
            "A new store has no records")
    }

    private static func statesSurviveExactly(_ store: any Store) async throws {
        var changes = StoreChanges()
        changes.states = [SampleState.make("web", seed: 1), SampleState.make("api", seed: 2)]
        try await store.commit(changes)
        try require(
            try await store.pipelineStates().sorted { $0.pipeline < $1.pipeline },
            is: changes.states.sorted { $0.pipeline < $1.pipeline }, "What was saved is loaded as it was")
        var newer = StoreChanges()
        newer.states = [SampleState.make("web", seed: 3)]
        try await store.commit(newer)
        try require(
            try await store.pipelineStates().filter { $0.pipeline == "web" }, is: newer.states,
            "A state that is saved again replaces the former one")
    }

    private static func removedStatesAreGone(_ store: any Store) async throws {
        var changes = StoreChanges()
        changes.states = [SampleState.make("web", seed: 1), SampleState.make("api", seed: 2)]
        try await store.commit(changes)
        var removal = StoreChanges()
        removal.removed = ["web", "never-there"]
        try await store.commit(removal)
        try require(
            try await store.pipelineStates().map(\.pipeline), is: ["api"], "A removed pipeline's state is dropped")
    }

    private static func recordsAreChained(_ store: any Store) async throws {
        let records = [
            record("sent", "web", "dev"), record("held", "web", "prod", "quote \" \\ / \u{1} ü 🚀 \n"),
            record("cut", "api"),
        ]
        var changes = StoreChanges()
        changes.records = [records[0]]
        try await store.commit(changes)
        changes.records = Array(records[1...])
        let head = try await store.commit(changes)
        var expected = AuditChain.start
        for record in records {
            let hash = AuditChain.hash(previous: expected.hash, json: AuditChain.canonicalJSON(record))
            expected = AuditHead(sequence: expected.sequence + 1, hash: hash)
        }
        try require(head, is: expected, "A commit answers the chain's new end, over the records in the order given")
        try require(try await store.auditHead(), is: expected, "The head stays until the next record")
        try require(try await store.verifyAudit(), is: expected, "A chain that nobody touched is whole")
        let stored = try await store.auditRecords(pipeline: nil, environment: nil, before: nil, limit: 10)
        try require(stored.map(\.record), is: records.reversed(), "Records are answered newest first, as they were")
        try require(stored.map(\.sequence), is: [3, 2, 1], "Records count from 1 without gaps")
        try require(stored.first?.hash, is: expected.hash, "Each record carries its own hash")
    }

    private static func recordsAreFound(_ store: any Store) async throws {
        var changes = StoreChanges()
        for number in 1...6 {
            changes.records.append(record("a\(number)", number % 2 == 0 ? "web" : "api", number > 3 ? "prod" : "dev"))
        }
        changes.records.append(record("a7", "web"))
        try await store.commit(changes)
        func found(_ pipeline: String?, _ environment: String?, _ before: Int?, _ limit: Int) async throws -> [Int] {
            try await store.auditRecords(pipeline: pipeline, environment: environment, before: before, limit: limit)
                .map(\.sequence)
        }
        try require(
            try await found("web", nil, nil, 10), is: [7, 6, 4, 2],
            "A pipeline's records are all of its stages' and its own")
        try require(try await found("web", "prod", nil, 10), is: [6, 4], "A stage's records are its own")
        try require(try await found(nil, nil, 4, 2), is: [3, 2], "Records are paged by sequence and limit")
        try require(try await found("web", nil, 2, 10), is: [], "Nothing comes before the first")
        try require(try await found(nil, nil, nil, 0), is: [], "A limit of 0 answers nothing")
    }

    private static func noticesWaitTheirTurn(_ store: any Store) async throws {
        var changes = StoreChanges()
        changes.notices = (1...3).map { (notice("n\($0)"), ["chat"]) }
        try await store.commit(changes)
        func due(_ offset: TimeInterval, _ limit: Int = 10) async throws -> [PendingNotice] {
            try await store.dueNotices(to: "chat", now: noon.addingTimeInterval(offset), limit: limit)
        }
        let first = try await due(0)
        try require(
            first.map(\.notice), is: changes.notices.map(\.notice),
            "New notices are due at once, oldest first, as they were")
        try require(first.map(\.attempts), is: [0, 0, 0], "Nothing was attempted yet")
        try require(try await due(0, 2).map(\.id), is: first.prefix(2).map(\.id), "The limit holds")
        try await store.settle(first[0].id, result: .retry(at: noon.addingTimeInterval(60)))
        try await store.settle(first[1].id, result: .delivered)
        try require(try await due(59).map(\.id), is: [first[2].id], "What was put off or delivered is not due")
        let again = try await due(60)
        try require(
            again.map(\.id), is: [first[0].id, first[2].id], "What was put off is due at its time, in its old place")
        try require(again.first?.attempts, is: 1, "Attempts are counted")
        try await store.settle(first[0].id, result: .dropped("nobody there"))
        try await store.settle(first[0].id, result: .delivered)
        try require(
            try await due(.infinity).map(\.id), is: [first[2].id],
            "What was dropped is gone; settling again is harmless")
    }

    private static func noticesGoToEachSubscriber(_ store: any Store) async throws {
        var changes = StoreChanges()
        changes.notices = [(notice("n1"), ["chat", "mail"]), (notice("n2"), []), (notice("n3"), ["mail"])]
        try await store.commit(changes)
        let all = try await store.dueNotices(to: nil, now: noon, limit: 10)
        try require(
            all.map { "\($0.notice.id) \($0.subscriber)" }, is: ["n1 chat", "n1 mail", "n3 mail"],
            "Each subscriber has a notice of its own")
        try require(Set(all.map(\.id)).count, is: 3, "Each has an id of its own")
        try await store.settle(all[0].id, result: .delivered)
        try require(
            try await store.dueNotices(to: "mail", now: noon, limit: 10).map(\.notice.id), is: ["n1", "n3"],
            "One subscriber's delivery leaves the others' alone")
        try require(
            try await store.dueNotices(to: "chat", now: noon, limit: 10), is: [], "A subscriber sees only its own")
    }

    private static func firstSightStays(_ store: any Store) async throws {
        let later = noon.addingTimeInterval(60)
        try require(
            try await store.firstSeen(["1.0", "it's"], repository: "r/a", now: noon), is: ["1.0": noon, "it's": noon],
            "A tag that is new was first seen now")
        try require(
            try await store.firstSeen(["1.0", "2.0"], repository: "r/a", now: later), is: ["1.0": noon, "2.0": later],
            "The first sight of a tag never changes, and only the tags asked for are answered")
        try require(
            try await store.firstSeen(["1.0"], repository: "r/b", now: later), is: ["1.0": later],
            "Each repository has tags of its own")
        try require(try await store.firstSeen([], repository: "r/a", now: later), is: [:], "No tags, no answers")
    }

    private static func imageDetailsAreKept(_ store: any Store) async throws {
        let details = ImageDetails(created: noon, revision: "abc", origin: nil, author: "Ann <ann@example.com>")
        try require(try await store.imageDetails(of: "sha256:1"), is: nil, "What was not kept is not there")
        try await store.keepImageDetails(details, of: "sha256:1")
        try require(try await store.imageDetails(of: "sha256:1"), is: details, "Details are kept as they were")
        try await store.keepImageDetails(details, of: "sha256:1")
    }

    private static func concurrentCommitsAllCount(_ store: any Store) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for number in 0..<40 {
                group.addTask {
                    var changes = StoreChanges()
                    changes.states = [PipelineState(pipeline: "p\(number % 8)")]
                    changes.records = [
                        record("step\(number)", "p\(number % 8)"), record("more\(number)", "p\(number % 8)"),
                    ]
                    try await store.commit(changes)
                }
            }
            try await group.waitForAll()
        }
        try require(
            try await store.verifyAudit().sequence, is: 80, "Commits at the same time make one chain without gaps")
        try require(try await store.pipelineStates().count, is: 8, "Commits at the same time all happen")
        let actions = try await store.auditRecords(pipeline: nil, environment: nil, before: nil, limit: 100).map(
            \.record.action)
        for number in 0..<40 {
            let index = try require(actions.firstIndex(of: "more\(number)"), "No commit is lost")
            try require(actions[index + 1], is: "step\(number)", "One commit's records stand together")
        }
    }

    private static func record(
        _ action: String, _ pipeline: String, _ environment: String? = nil, _ message: String = "It happened."
    ) -> AuditRecord {
        AuditRecord(
            at: noon, actor: "sluice", action: action, pipeline: pipeline, environment: environment,
            promotion: PromotionID(hex: "ab"), release: nil, commit: CommitID(hex: "cd"), message: message)
    }

    private static func notice(_ id: String) -> Notice {
        Notice(
            id: id, topic: .live, at: noon, stage: StageID(pipeline: "web", environment: "prod"),
            promotion: PromotionID(hex: "ab"), title: "1.2.3", message: "web 1.2.3 is live in prod.")
    }
}
