import Foundation
import GitRepositories
import Synchronization
import Testing

@Suite("Threads that may block")
struct BlockingPoolTests {
    @Test("Grows to its limit, runs everything, in order beyond it; idle threads end")
    func pool() async {
        let pool = BlockingPool(limit: 3, idleSeconds: 0.05)
        let gate = DispatchSemaphore(value: 0)
        let started = DispatchSemaphore(value: 0)
        let done = Mutex<[Int]>([])
        for number in 0..<3 {
            pool.submit {
                started.signal()
                gate.wait()
                done.withLock { $0.append(number) }
            }
        }
        await blocking { for _ in 0..<3 { started.wait() } }
        #expect(pool.threadCount == 3)
        await withCheckedContinuation { continuation in
            for number in 3..<10 { pool.submit { done.withLock { $0.append(number) } } }
            pool.submit { continuation.resume() }
            for _ in 0..<3 { gate.signal() }
        }
        await blocking { while pool.threadCount > 0 { sched_yield() } }
        #expect(done.withLock { $0.count } == 10)
    }

    private func blocking(_ body: @escaping @Sendable () -> Void) async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                body()
                continuation.resume()
            }
        }
    }
}
