package import Foundation

/// Operating system threads of the project's own, for calls that block: libgit2, sockets, fsync.
///
/// Swift's cooperative pool has one thread a core and never sees such a call. The pool grows on demand to `limit`
/// threads; work beyond that waits in order. A thread that had nothing to do for `idleSeconds` ends.
package final class BlockingPool: @unchecked Sendable {
    /// The one that the product uses. A hung remote holds one thread until its deadline.
    package static let shared = BlockingPool(limit: 256)

    private let limit: Int
    private let idleSeconds: TimeInterval
    private let stackSize: Int

    // `condition` guards everything below; that is what makes the class Sendable.
    private let condition = NSCondition()
    private var jobs: [@Sendable () -> Void] = []
    private var threads = 0
    private var idle = 0

    /// `stackSize` in bytes: libgit2 recurses on deep trees, and musl's default of 128 KiB is too small for it.
    package init(limit: Int, idleSeconds: TimeInterval = 30, stackSize: Int = 2 << 20) {
        precondition(limit > 0, "a pool without threads runs nothing")
        self.limit = limit
        self.idleSeconds = idleSeconds
        self.stackSize = stackSize
    }

    /// How many threads live now.
    package var threadCount: Int {
        condition.lock()
        defer { condition.unlock() }
        return threads
    }

    /// Runs `job` on one of the pool's threads, after the jobs that were submitted before it.
    package func submit(_ job: @escaping @Sendable () -> Void) {
        condition.lock()
        defer { condition.unlock() }
        jobs.append(job)
        if idle >= jobs.count {
            condition.signal()
        } else if threads < limit {
            threads += 1
            start(number: threads)
        }
    }

    private func start(number: Int) {
        let thread = Thread { [self] in work() }
        thread.name = "git-\(number)"
        thread.stackSize = stackSize
        thread.start()
    }

    private func work() {
        while let job = next() { job() }
    }

    /// The next job, or nil when the thread has to end.
    private func next() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        let end = Date(timeIntervalSinceNow: idleSeconds)
        while jobs.isEmpty {
            idle += 1
            let signalled = condition.wait(until: end)
            idle -= 1
            if !signalled, jobs.isEmpty {
                threads -= 1
                return nil
            }
        }
        return jobs.removeFirst()
    }
}
