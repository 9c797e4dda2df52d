import Synchronization

/// Runs one actor's jobs in order on whichever thread of the pool is free, and holds a thread only while there are any.
final class PoolExecutor: SerialExecutor {
    private struct State {
        var jobs: [UnownedJob] = []
        var running = false
    }

    private let pool: BlockingPool
    private let state = Mutex(State())

    init(pool: BlockingPool) { self.pool = pool }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let starts = state.withLock { state in
            state.jobs.append(job)
            defer { state.running = true }
            return !state.running
        }
        if starts { pool.submit { self.drain() } }
    }

    private func drain() {
        while let job = next() { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    private func next() -> UnownedJob? {
        state.withLock { state in
            guard !state.jobs.isEmpty else {
                state.running = false
                return nil
            }
            return state.jobs.removeFirst()
        }
    }
}
