import Synchronization
import Testing

@testable import Web

@Suite("Wrong tokens")
struct FailureLogTests {
    private final class Now: Sendable {
        private let instant = Mutex(ContinuousClock.now)
        var value: ContinuousClock.Instant { instant.withLock { $0 } }
        func advance(_ duration: Duration) { instant.withLock { $0 += duration } }
    }

    private let now = Now()
    private let log: FailureLog

    init() {
        let now = now
        log = FailureLog(now: { now.value })
    }

    @Test("So many different ones exhaust an address until the minute is over")
    func exhausts() {
        for number in 0..<FailureLog.tokensEachMinute {
            #expect(!log.isExhausted("a"))
            log.note(token: "\(number)", from: "a")
        }
        #expect(log.isExhausted("a"))
        #expect(!log.isExhausted("b"))
        now.advance(.seconds(59))
        #expect(log.isExhausted("a"))
        now.advance(.seconds(1))
        #expect(!log.isExhausted("a"))
    }

    @Test("The same one over and over does not")
    func repeated() {
        for _ in 0..<1000 { log.note(token: "old", from: "a") }
        #expect(!log.isExhausted("a"))
    }

    @Test("Beyond so many addresses the oldest is forgotten")
    func bounded() {
        for number in 0..<FailureLog.tokensEachMinute { log.note(token: "\(number)", from: "first") }
        #expect(log.isExhausted("first"))
        for number in 0..<FailureLog.addresses {
            now.advance(.milliseconds(1))
            log.note(token: "x", from: "\(number)")
        }
        #expect(!log.isExhausted("first"))
    }
}
