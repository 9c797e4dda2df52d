import Foundation
import Logging
import Notifications
import PortsTestKit
import Promotion
import Testing

@Suite("The outbox")
struct OutboxTests {
    private let store = InMemoryStore()
    private let clock = TestClock()
    private let chat = FakeNotifier()
    private let mail = FakeNotifier()

    private func outbox(
        _ schedule: RetrySchedule = RetrySchedule(), subscribers: [String: any Notifier]? = nil
    ) -> Outbox {
        Outbox(
            store: store, subscribers: subscribers ?? ["chat": chat, "mail": mail], schedule: schedule,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: clock,
            now: { [clock] in clock.date })
    }

    private func save(_ ids: String..., to subscribers: [String] = ["chat"]) async throws {
        var changes = StoreChanges()
        changes.notices = ids.map { id in
            let notice = Notice(
                id: id, topic: .live, at: clock.date, stage: StageID(pipeline: "web", environment: "prod"),
                promotion: PromotionID(hex: "ab"), message: "It is live.")
            return (notice, subscribers)
        }
        try await store.commit(changes)
    }

    private func pending() async throws -> [PendingNotice] {
        try await store.dueNotices(to: nil, now: .distantFuture, limit: 1000)
    }

    /// Runs the outbox while `body` does.
    private func running(_ outbox: Outbox, _ body: () async throws -> Void) async throws {
        let run = Task { await outbox.run() }
        try await body()
        run.cancel()
        await run.value
    }

    @Test("delivers what is there, and what comes later as soon as it is woken, in order")
    func delivers() async throws {
        try await save("n1", "n2", to: ["chat", "mail"])
        let outbox = outbox()
        try await running(outbox) {
            await chat.delivered.wait(for: 2)
            await mail.delivered.wait(for: 2)
            await clock.waitForSleepers(2)
            try await save("n3")
            outbox.wake()
            await chat.delivered.wait(for: 3)
        }
        #expect(chat.delivered.values.map(\.id) == ["n1", "n2", "n3"])
        #expect(mail.delivered.values.map(\.id) == ["n1", "n2"])
        #expect(try await pending().isEmpty)
        #expect(clock.now.elapsed == .zero)
    }

    @Test("without subscribers it rests until it is cancelled", .timeLimit(.minutes(1)))
    func nobody() async throws {
        let outbox = outbox(subscribers: [:])
        try await running(outbox) {
            await clock.waitForSleepers(1)
            clock.advance(by: .seconds(7200))
            await clock.waitForSleepers(1)
        }
    }

    @Test("a wake that was lost costs a minute at most")
    func lostWake() async throws {
        try await running(outbox()) {
            await clock.waitForSleepers(2)
            try await save("n1")
            clock.advance(by: .seconds(60))
            await chat.delivered.wait(for: 1)
        }
    }

    @Test("a notice that fails for now is tried again with back-off, and is the same")
    func retries() async throws {
        try await save("n1")
        chat.failNext(.transient("503"), .transient("503", retryAfter: 45))
        try await running(outbox()) {
            await chat.attempts.wait(for: 1)
            await clock.waitForSleepers(2)
            clock.advance(by: .seconds(9))
            #expect(chat.attempts.values.count == 1)
            clock.advance(by: .seconds(1))
            await chat.attempts.wait(for: 2)
            await clock.waitForSleepers(2)
            // Asked for 45 seconds: longer than the schedule's own.
            clock.advance(by: .seconds(44))
            await clock.waitForSleepers(2)
            #expect(chat.attempts.values.count == 2)
            clock.advance(by: .seconds(1))
            await chat.delivered.wait(for: 1)
            await clock.waitForSleepers(2)
        }
        #expect(Set(chat.attempts.values).count == 1)
        #expect(try await pending().isEmpty)
    }

    @Test("one notice that always fails holds up no other")
    func poison() async throws {
        try await save("n1", "n2", "n3")
        chat.refuse("n1", .transient("500"))
        try await running(outbox()) {
            await chat.delivered.wait(for: 2)
        }
        #expect(chat.delivered.values.map(\.id) == ["n2", "n3"])
        #expect(try await pending().map(\.notice.id) == ["n1"])
    }

    @Test("a subscriber that is down is left in peace, however many notices come, and delays no other")
    func down() async throws {
        chat.setOutage(.transient("No route to host."))
        try await save("n1", "n2", "n3", to: ["chat", "mail"])
        let outbox = outbox()
        try await running(outbox) {
            await mail.delivered.wait(for: 3)
            await chat.attempts.wait(for: 2)
            await clock.waitForSleepers(2)
            for number in 4...20 {
                try await save("n\(number)")
                outbox.wake()
            }
            await clock.waitForSleepers(2)
            #expect(chat.attempts.values.count == 2)
            chat.setOutage(nil)
            while chat.delivered.values.count < 20 {
                await clock.waitForSleepers(2)
                clock.advance(by: .seconds(60))
                await clock.waitForSleepers(2)
            }
        }
        #expect(Set(chat.delivered.values.map(\.id)).count == 20)
        #expect(chat.delivered.values.count == 20)
    }

    @Test("what is refused for good is dropped and recorded")
    func permanent() async throws {
        try await save("n1")
        chat.failNext(.permanent("404 no such hook", remedy: "Check the address."))
        try await running(outbox()) {
            await chat.attempts.wait(for: 1)
            await clock.waitForSleepers(2)
        }
        #expect(try await pending().isEmpty)
        let record = try #require(store.auditLog.first)
        #expect(
            record.action == "dropped" && record.actor == "sluice" && record.pipeline == "web"
                && record.environment == "prod")
        #expect(record.message == "The notice live to chat was given up: 404 no such hook Check the address.")
        #expect(record.at == clock.date)
    }

    @Test("what was not delivered in days is dropped and recorded")
    func tooOld() async throws {
        try await save("n1")
        chat.setOutage(.transient("503"))
        try await running(outbox(RetrySchedule(giveUpAfter: 2 * 86_400))) {
            while try await !pending().isEmpty {
                await clock.waitForSleepers(2)
                clock.advance(by: .seconds(3600))
                await clock.waitForSleepers(2)
            }
        }
        #expect(store.auditLog.map(\.action) == ["dropped"])
        #expect(store.auditLog.first?.message.contains("not delivered in 48 hours; at last: 503") == true)
        #expect(clock.now.elapsed >= .seconds(2 * 86_400) && clock.now.elapsed < .seconds(2 * 86_400 + 3 * 3600))
    }

    @Test("notices of subscribers that are gone are dropped and recorded")
    func orphans() async throws {
        try await save("n1", to: ["pager", "chat"])
        try await running(outbox()) {
            await chat.delivered.wait(for: 1)
            await clock.waitForSleepers(2)
        }
        #expect(try await pending().isEmpty)
        #expect(
            store.auditLog.map(\.message) == [
                "The notice live to pager was given up: the subscriber is gone from the configuration"
            ])
    }

    @Test("a delivery that the store could not note is made again: at least once")
    func unsettled() async throws {
        try await save("n1")
        store.failNextWrites(.transient("No space left."))
        try await running(outbox()) {
            await chat.delivered.wait(for: 1)
            await clock.waitForSleepers(2)
            clock.advance(by: .seconds(10))
            await chat.delivered.wait(for: 2)
            await clock.waitForSleepers(2)
        }
        #expect(chat.delivered.values.map(\.id) == ["n1", "n1"])
        #expect(try await pending().isEmpty)
    }

    @Test("a delivery that is cut off by the end is neither counted nor dropped")
    func cancelled() async throws {
        try await save("n1")
        let hanging = HangingNotifier()
        let outbox = Outbox(
            store: store, subscribers: ["chat": hanging],
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            clock: clock, now: { [clock] in clock.date })
        try await running(outbox) { await hanging.called.wait(for: 1) }
        #expect(try await pending().map(\.attempts) == [0])
    }
}

/// Hangs until its task is cancelled, as a call to a stopped server does.
private struct HangingNotifier: Notifier {
    let called = Recorder<Notice>()

    func deliver(_ notice: Notice) async throws(Problem) {
        called.append(notice)
        try? await TestClock().sleep(for: .seconds(1))
        throw .transient("cancelled")
    }
}
