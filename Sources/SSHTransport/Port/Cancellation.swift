internal import CSSH2
internal import Glibc
internal import Synchronization

/// Stops blocking calls from another thread: `cancel` wakes each `poll(2)` that watches it, now and ever after.
package final class Cancellation: Sendable {
    /// Readable once cancelled. -1 when the process has no descriptor left; waits then look at the flag by the clock.
    let descriptor: Int32
    private let flag = Atomic(false)

    package init() { descriptor = sluice_eventfd() }

    deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

    package var isCancelled: Bool { flag.load(ordering: .acquiring) }

    /// Cancels for good. Safe from any thread and as often as one likes.
    package func cancel() {
        flag.store(true, ordering: .releasing)
        var one: UInt64 = 1
        _ = Glibc.write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}
