import CLinux
import ChildProcesses
import Foundation
import Glibc
package import Promotion

/// One run of a program, from its start until it is reaped, on a thread of its own.
package struct ChildProcess: Sendable {
    package enum Status: Sendable, Hashable {
        case exited(Int32)
        case killed(signal: Int32)
        /// Killed because its time was over.
        case overdue
    }

    package struct End: Sendable {
        package let status: Status
        /// Standard output and standard error, in the order in which they were written.
        package let output: OutputTail
    }

    private let arguments: [String]
    private let environment: [String: String]
    private let deadline: Duration
    private let grace: Duration

    /// The program of `arguments` is found in the daemon's PATH; `environment` is all that it gets. `grace` lies between
    /// SIGTERM and SIGKILL.
    package init(
        arguments: [String], environment: [String: String], deadline: Duration, grace: Duration = .seconds(5)
    ) {
        self.arguments = arguments
        self.environment = environment
        self.deadline = deadline
        self.grace = grace
    }

    /// What is kept of the output: its last 64 KiB.
    private static let outputLimit = 64 << 10

    /// Returns once the program is reaped. What it left running keeps running, unless the program was killed: then its whole
    /// process group was.
    ///
    /// Throws where it could not be started, and, after it was killed, where the task was cancelled.
    package func run() async throws(Problem) -> End {
        guard let cancellation = WakePipe() else { throw cannotStart(errno) }
        let outcome = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                Thread.detachNewThread {
                    continuation.resume(returning: Result { () throws(Problem) in try supervise(cancellation) })
                }
            }
        } onCancel: {
            cancellation.wake()
        }
        return try outcome.get()
    }

    private func supervise(_ cancellation: WakePipe) throws(Problem) -> End {
        let (pid, output) = try spawn()
        defer { close(output) }
        // Readable when the program has ended. It is reaped at the very end: as long as the zombie is there, nobody else
        // can get its process group's number.
        let ending = pidfd_open(pid, 0)
        guard ending >= 0 else {
            let code = errno
            Supervision(pid: pid, end: .now, grace: grace).abandon()
            throw cannotStart(code)
        }
        defer { close(ending) }
        var supervision = Supervision(pid: pid, end: .now + deadline, grace: grace)
        var tail = OutputTail(limit: Self.outputLimit)
        var isOpen = true
        while true {
            var events = [
                pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
                pollfd(fd: supervision.isCancelled ? -1 : cancellation.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isOpen ? output : -1, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&events, 3, supervision.timeout)
            if ready < 0 { continue }
            if events[2].revents != 0 { isOpen = Self.drain(output, into: &tail) }
            if events[0].revents != 0 { break }
            if events[1].revents != 0 { supervision.cancel() }
            supervision.killIfDue()
        }
        if isOpen { _ = Self.drain(output, into: &tail) }
        let status = supervision.reap()
        guard !supervision.isCancelled else {
            throw .transient("\(arguments[0]) was killed because sluice was stopped; it is run again.")
        }
        return End(status: supervision.isOverdue ? .overdue : status, output: tail)
    }

    /// Reads what is there, without waiting for more; false once the other side is closed.
    private static func drain(_ descriptor: Int32, into tail: inout OutputTail) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16 << 10)
        // Not without end: a program that writes faster than this reads must not hide its deadline.
        for _ in 0..<64 {
            let count = read(descriptor, &buffer, buffer.count)
            if count > 0 { tail.append(buffer[..<count]) }
            if count == 0 { return false }
            if count < 0 { return errno == EAGAIN || errno == EINTR }
        }
        return true
    }

    private func cannotStart(_ code: Int32) -> Problem {
        let summary = "\(arguments.first ?? "The command") cannot be started: \(String(cString: strerror(code)))."
        return switch code {
        case EAGAIN, ENOMEM, EMFILE, ENFILE: .transient(summary)
        default: .permanent(summary, remedy: "Check that the program is installed, executable, and in sluice's PATH.")
        }
    }

    /// Starts the program with both outputs in one pipe, whose reading end is answered.
    private func spawn() throws(Problem) -> (pid: pid_t, output: Int32) {
        guard !arguments.isEmpty else { throw .permanent("The command names no program.") }
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw cannotStart(errno) }
        defer { close(ends[1]) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        do {
            let pid = try ChildStart.spawn(
                arguments, environment: environment, input: nil, output: ends[1], errors: ends[1])
            return (pid, ends[0])
        } catch {
            close(ends[0])
            throw cannotStart(error.code)
        }
    }
}
