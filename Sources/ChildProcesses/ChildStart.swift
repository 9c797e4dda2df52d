import CLinux
import Glibc

/// How every child of this process begins: in a process group of its own, so that it can be ended with all that it starts;
/// with every signal as a program expects it, whatever this process ignores or blocks; and with no descriptor but the
/// three standard streams, whatever a library opened without close-on-exec.
package enum ChildStart {
    /// Starts `arguments[0]`, found in this process's PATH, with these arguments and this environment and nothing else.
    ///
    /// `input` nil stands for /dev/null. Answers the process's id; the caller has to wait for it.
    package static func spawn(
        _ arguments: [String], environment: [String: String], input: Int32?, output: Int32, errors: Int32
    ) throws(Failure) -> Int32 {
        let variables = environment.map { "\($0.key)=\($0.value)" }
        guard let program = arguments.first, (arguments + variables).allSatisfy({ !$0.utf8.contains(0) }) else {
            throw Failure(code: EINVAL)
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))

        var pid: pid_t = 0
        let code = withCStrings(arguments) { arguments in
            withCStrings(variables) { posix_spawnp(&pid, program, &actions, &attributes, arguments, $0) }
        }
        guard code == 0 else { throw Failure(code: code) }
        return pid
    }

    package struct Failure: Error, Hashable, CustomStringConvertible {
        /// An `errno`; EINVAL also for no program at all and for texts with a zero byte.
        package let code: Int32

        package var description: String { String(cString: strerror(code)) }
    }
}

/// Calls `body` with a null-terminated array of C strings.
private func withCStrings<Result>(
    _ strings: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
) -> Result {
    let pointers = strings.map { strdup($0) }
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers + [nil])
}
