import Glibc

/// When a child's process group gets which signal: SIGTERM at its deadline or when it is cancelled, SIGKILL some grace later.
struct Supervision {
    private let pid: pid_t
    private let grace: Duration
    private var next: (signal: Int32, at: ContinuousClock.Instant)?
    private(set) var isOverdue = false
    private(set) var isCancelled = false

    init(pid: pid_t, end: ContinuousClock.Instant, grace: Duration) {
        self.pid = pid
        self.grace = grace
        next = (SIGTERM, end)
    }

    /// Milliseconds for `poll` until a signal is due, rounded up; -1 where none is left to send.
    var timeout: Int32 {
        guard let next else { return -1 }
        let left = max(.zero, ContinuousClock.now.duration(to: next.at))
        return Int32(min(86_400_000, (left / .milliseconds(1)).rounded(.up)))
    }

    mutating func cancel() {
        isCancelled = true
        if next?.signal == SIGTERM { next = (SIGTERM, .now) }
    }

    mutating func killIfDue() {
        guard let due = next, due.at <= .now else { return }
        if !isCancelled { isOverdue = true }
        kill(-pid, due.signal)
        next = due.signal == SIGTERM ? (SIGKILL, .now + grace) : nil
    }

    /// Kills and reaps a child that cannot be watched.
    func abandon() {
        kill(-pid, SIGKILL)
        _ = reap()
    }

    /// Takes the exit status of a child that has ended; where it was killed, the rest of its group goes too.
    func reap() -> ChildProcess.Status {
        if isOverdue || isCancelled { kill(-pid, SIGKILL) }
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        // WIFEXITED, WEXITSTATUS and WTERMSIG, which are macros.
        return status & 0x7F == 0 ? .exited((status >> 8) & 0xFF) : .killed(signal: status & 0x7F)
    }
}
