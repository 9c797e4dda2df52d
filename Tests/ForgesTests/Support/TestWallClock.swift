import Foundation
import Promotion
import Synchronization

/// A wall clock that a test moves.
final class TestWallClock: WallClock {
    private let time: Mutex<Date>

    init(_ start: Date = Date(timeIntervalSince1970: 1_795_521_600)) { time = Mutex(start) }

    var now: Date { time.withLock { $0 } }

    func advance(by seconds: TimeInterval) { time.withLock { $0 += seconds } }

    func sleep(until date: Date) async throws { advance(by: max(0, date.timeIntervalSince(now))) }
}
