internal import CSSH2
internal import Glibc
internal import Synchronization

/// Stops blocking calls from another thread: `cancel` wakes each `poll(2)` that watches it, now and ever after.
package final class Cancellation: Sendable {
    /// Readable once cancelled. -1 when the process has no descriptor left; waits then look at the flag by the clock.
    let descriptor: Int32
    private let flag = Atomic(false)
    private let handlers = Mutex<[@Sendable () -> Void]>([])

    package init() { descriptor = sluice_eventfd() }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    package var isCancelled: Bool { flag.load(ordering: .acquiring) }

    /// Cancels for good. Safe from any thread and as often as one likes.
    package func cancel() {
        flag.store(true, ordering: .releasing)
        var one: UInt64 = 1
        _ = Glibc.write(descriptor, &one, MemoryLayout<UInt64>.size)
        let waiting = handlers.withLock { handlers in
            defer { handlers = [] }
            return handlers
        }
        for handler in waiting { handler() }
    }

    /// Has `handler` called once it is cancelled, on the thread that cancels; at once where it is already.
    ///
    /// For those who wait for something else than a descriptor.
    package func whenCancelled(_ handler: @escaping @Sendable () -> Void) {
        let isLate = handlers.withLock { handlers in
            if !isCancelled { handlers.append(handler) }
            return isCancelled
        }
        if isLate { handler() }
    }
}
