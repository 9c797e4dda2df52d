import Foundation
import Glibc
import Synchronization

/// A server that a test starts and stops.
///
/// Not Foundation's `Process`: that one learns of a child's end through an inherited descriptor, and daemons such as sshd and
/// ssh-agent close all descriptors at their start; it then waits for them for ever, on the one thread that serves all.
package final class ServerProcess: Sendable {
    let id: pid_t
    private let name: String
    /// Standard output and standard error together.
    let log = LineLog()
    private let isReaped = Mutex(false)

    package init(_ arguments: [String]) throws {
        name = arguments[0]
        var pipe: [Int32] = [0, 0]
        guard Glibc.pipe(&pipe) == 0, fcntl(pipe[0], F_SETFD, FD_CLOEXEC) == 0, fcntl(pipe[1], F_SETFD, FD_CLOEXEC) == 0
        else { throw CommandFailure(description: "no pipe") }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipe[1], 2)
        // Threads of Dispatch's block signals, and a child would never hear that it is to end.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var argv = arguments.map { strdup($0) } + [nil]
        defer { argv.forEach { free($0) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, try locate(arguments[0]), &actions, &attributes, &argv, environ)
        close(pipe[1])
        guard code == 0 else {
            close(pipe[0])
            throw CommandFailure(description: "\(arguments[0]) does not start: \(String(cString: strerror(code)))")
        }
        self.id = id
        log.follow(FileHandle(fileDescriptor: pipe[0], closeOnDealloc: true))
    }

    deinit { stop() }

    /// Returns once something accepts connections on `port`; throws what the program wrote if nothing does in time.
    package func waitUntilListening(on port: Int, within limit: Duration = .seconds(20)) async throws {
        let end = ContinuousClock.now + limit
        while !Socket.answers(port) {
            guard kill(id, 0) == 0, ContinuousClock.now < end else {
                throw CommandFailure(description: "\(name) does not listen on port \(port): \(log.text)")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// Whether it has not ended by itself.
    package var isRunning: Bool {
        isReaped.withLock { isReaped in
            guard !isReaped else { return false }
            if waitpid(id, nil, WNOHANG) == id { isReaped = true }
            return !isReaped
        }
    }

    /// Ends the process and waits for it.
    package func stop(_ signal: Int32 = SIGTERM) {
        isReaped.withLock { isReaped in
            guard !isReaped else { return }
            kill(id, signal)
            while waitpid(id, nil, 0) < 0, errno == EINTR {}
            isReaped = true
        }
    }
}
