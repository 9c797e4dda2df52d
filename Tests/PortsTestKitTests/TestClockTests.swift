import Foundation
import PortsTestKit
import Testing

@Suite("The stepped clock")
struct TestClockTests {
    @Test("wakes sleepers at their time, the earliest first")
    func wakes() async throws {
        let clock = TestClock()
        let woken = Recorder<Int>()
        let tasks = [3, 1, 2].map { seconds in
            Task {
                try await clock.sleep(for: .seconds(seconds))
                woken.append(seconds)
            }
        }
        await clock.waitForSleepers(3)
        clock.advance(by: .seconds(1))
        try await tasks[1].value
        #expect(woken.values == [1])
        #expect(clock.sleeperCount == 2)
        #expect(clock.advanceToNextSleeper())
        try await tasks[2].value
        #expect(clock.advanceToNextSleeper())
        try await tasks[0].value
        #expect(!clock.advanceToNextSleeper())
        #expect(clock.now.elapsed == .seconds(3))
    }

    @Test("a cancelled sleep ends at once", arguments: [true, false])
    func cancel(asleep: Bool) async throws {
        let clock = TestClock()
        let task = Task { try await clock.sleep(for: .seconds(5)) }
        if asleep { await clock.waitForSleepers(1) }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(clock.sleeperCount == 0)
    }

    @Test("its date moves with it")
    func date() {
        let clock = TestClock()
        let start = clock.date
        clock.advance(by: .milliseconds(1500))
        #expect(clock.date.timeIntervalSince(start) == 1.5)
    }
}
