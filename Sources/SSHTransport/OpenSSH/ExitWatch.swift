internal import CSSH2
internal import Glibc
internal import Synchronization

/// Waits for one child's end on a thread of its own, reaps it, and tells.
///
/// Only this child is waited for, and no signal is used, so that it does not matter what else in the process has children.
final class ExitWatch: Sendable {
    private enum State { case running, ended(status: Int32?) }

    /// Readable once the child has ended.
    let descriptor: Int32
    private let id: pid_t
    private let state = Mutex(State.running)

    init(_ id: pid_t) {
        self.id = id
        descriptor = sluice_eventfd()
        detachThread { [self] in reap() }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Nil while the child runs; `.some(nil)` when a signal ended it.
    var status: Int32?? {
        state.withLock {
            if case .ended(let status) = $0 { .some(status) } else { .none }
        }
    }

    /// Kills the child's process group. The group outlives the child only by its own children, which must go too.
    func kill() {
        state.withLock {
            if case .running = $0 { _ = Glibc.kill(-id, SIGKILL) }
        }
    }

    private func reap() {
        // Until it is reaped its number is not given to another process: waited for outside the lock, reaped under it.
        var information = siginfo_t()
        while waitid(P_PID, id_t(id), &information, WEXITED | WNOWAIT) != 0, errno == EINTR {}
        state.withLock { state in
            // What it started (a jump host's ssh) goes with it.
            _ = Glibc.kill(-id, SIGKILL)
            var status: Int32 = 0
            var reaped = waitpid(id, &status, 0)
            while reaped < 0, errno == EINTR { reaped = waitpid(id, &status, 0) }
            state = .ended(status: reaped == id && status & 0x7f == 0 ? (status >> 8) & 0xff : nil)
        }
        var one: UInt64 = 1
        _ = write(descriptor, &one, MemoryLayout<UInt64>.size)
    }
}
