import Synchronization

/// Lets one task sleep until it is woken or a time has passed. A wake before the sleep is not lost.
final class WakeSignal: Sendable {
    private struct State {
        var isWoken = false
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Mutex(State())

    func wake() {
        let waiter = state.withLock { state in
            let waiter = state.waiter.take()
            if waiter == nil { state.isWoken = true }
            return waiter
        }
        waiter?.resume()
    }

    /// Returns at the first of: a wake, `duration` on `clock`, cancellation. One caller at a time.
    func wait(atMost duration: Duration, on clock: any Clock<Duration>) async {
        await withTaskGroup { group in
            group.addTask { await self.wait() }
            group.addTask { try? await clock.sleep(for: duration) }
            await group.next()
            group.cancelAll()
        }
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    defer { state.isWoken = false }
                    if !state.isWoken && !Task.isCancelled { state.waiter = continuation }
                    return state.waiter == nil
                }
                if isOver { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiter.take() }
            waiter?.resume()
        }
    }
}
