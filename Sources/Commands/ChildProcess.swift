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
        /// Standard output and standard error, in the order in which they were written, unless they were kept apart.
        package let output: OutputTail
        /// Standard error where it was kept apart.
        package let errors: OutputTail
    }

    private let arguments: [String]
    private let environment: [String: String]
    private let deadline: Duration
    private let grace: Duration

    /// The program of `arguments` is found in the daemon's PATH; `environment` is all that it gets. `grace` lies between
    /// SIGTERM and SIGKILL.
    package init(
        arguments: [String], environment: [String: String], deadline: Duration, grace: Duration = .seconds(5),
        keepsErrorsApart: Bool = false, outputLimit: Int = 64 << 10
    ) {
        self.keepsErrorsApart = keepsErrorsApart
        self.outputLimit = outputLimit
        self.arguments = arguments
        self.environment = environment
        self.deadline = deadline
        self.grace = grace
    }

    /// Whether standard error is no part of the output: a program's answer is then nothing but the answer.
    private let keepsErrorsApart: Bool
    /// What is kept of the output: its last bytes.
    private let outputLimit: Int

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
        let (pid, output, errors) = try spawn()
        defer {
            close(output)
            if errors >= 0 { close(errors) }
        }
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
        var tail = OutputTail(limit: outputLimit)
        var errorTail = OutputTail(limit: 64 << 10)
        var isOpen = true
        var isErrorOpen = errors >= 0
        while true {
            var events = [
                pollfd(fd: ending, events: Int16(POLLIN), revents: 0),
                pollfd(fd: supervision.isCancelled ? -1 : cancellation.reading, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isOpen ? output : -1, events: Int16(POLLIN), revents: 0),
                pollfd(fd: isErrorOpen ? errors : -1, events: Int16(POLLIN), revents: 0),
            ]
            let ready = poll(&events, 4, supervision.timeout)
            if ready < 0 { continue }
            if events[2].revents != 0 { isOpen = Self.drain(output, into: &tail) }
            if events[3].revents != 0 { isErrorOpen = Self.drain(errors, into: &errorTail) }
            if events[0].revents != 0 { break }
            if events[1].revents != 0 { supervision.cancel() }
            supervision.killIfDue()
        }
        if isOpen { _ = Self.drain(output, into: &tail) }
        if isErrorOpen { _ = Self.drain(errors, into: &errorTail) }
        let status = supervision.reap()
        guard !supervision.isCancelled else {
            throw .transient("\(arguments[0]) was killed because sluice was stopped; it is run again.")
        }
        return End(status: supervision.isOverdue ? .overdue : status, output: tail, errors: errorTail)
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

    /// Starts the program, and answers the reading ends of its outputs; -1 for errors that are in the output.
    private func spawn() throws(Problem) -> (pid: pid_t, output: Int32, errors: Int32) {
        guard !arguments.isEmpty else { throw .permanent("The command names no program.") }
        let output = try makePipe()
        defer { close(output.writing) }
        guard keepsErrorsApart else {
            return (try spawn(output: output, errors: output), output.reading, -1)
        }
        let errors: Pipe
        do throws(Problem) { errors = try makePipe() } catch {
            close(output.reading)
            throw error
        }
        defer { close(errors.writing) }
        do throws(Problem) {
            return (try spawn(output: output, errors: errors), output.reading, errors.reading)
        } catch {
            close(errors.reading)
            throw error
        }
    }

    private struct Pipe {
        let reading: Int32
        let writing: Int32
    }

    private func makePipe() throws(Problem) -> Pipe {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC) == 0 else { throw cannotStart(errno) }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        return Pipe(reading: ends[0], writing: ends[1])
    }

    private func spawn(output: Pipe, errors: Pipe) throws(Problem) -> pid_t {
        do {
            return try ChildStart.spawn(
                arguments, environment: environment, input: nil, output: output.writing, errors: errors.writing)
        } catch {
            close(output.reading)
            throw cannotStart(error.code)
        }
    }
}
