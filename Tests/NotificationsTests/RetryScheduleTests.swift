import Foundation
import Notifications
import Promotion
import Testing

@Suite("The schedule of retries")
struct RetryScheduleTests {
    private let schedule = RetrySchedule(firstDelay: 10, longestDelay: 100, giveUpAfter: 1000)
    private let start = Date(timeIntervalSince1970: 1_795_521_600)

    private func pending(attempts: Int) -> PendingNotice {
        let notice = Notice(
            id: "n", topic: .failed, at: start, stage: StageID(pipeline: "p", environment: "e"), message: "It failed.")
        return PendingNotice(id: 1, notice: notice, subscriber: "chat", attempts: attempts)
    }

    @Test(
        "doubles up to its longest delay",
        arguments: [(0, 10.0), (1, 10), (2, 20), (3, 40), (4, 80), (5, 100), (10_000, 100)])
    func delay(failures: Int, seconds: TimeInterval) {
        #expect(schedule.delay(afterFailures: failures) == seconds)
    }

    @Test(
        "puts off what may still be taken",
        arguments: [
            (0, nil, 10.0), (2, nil, 40), (0, 60, 60), (3, 5, 80), (0, 1e9, 86_400), (0, -5, 10),
        ] as [(Int, TimeInterval?, TimeInterval)])
    func retry(attempts: Int, asked: TimeInterval?, seconds: TimeInterval) {
        let result = schedule.result(
            of: .transient("503", retryAfter: asked), for: pending(attempts: attempts), now: start)
        #expect(result == .retry(at: start.addingTimeInterval(seconds)))
    }

    @Test("gives up what is refused, and what is too old")
    func drop() {
        #expect(
            schedule.result(of: .permanent("404", remedy: "Mend it."), for: pending(attempts: 0), now: start)
                == .dropped("404 Mend it."))
        let end = start.addingTimeInterval(1000)
        guard case .retry = schedule.result(of: .transient("503"), for: pending(attempts: 9), now: end - 0.001) else {
            Issue.record("given up too early")
            return
        }
        guard case .dropped = schedule.result(of: .transient("503"), for: pending(attempts: 9), now: end) else {
            Issue.record("not given up")
            return
        }
    }
}
