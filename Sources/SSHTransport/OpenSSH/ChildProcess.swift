internal import Glibc
internal import Synchronization

/// A child in a process group of its own, its three streams on sockets, and never a zombie: a thread waits for its end.
///
/// Sockets, because writing to a pipe that the child has closed would raise SIGPIPE in the daemon.
final class ChildProcess {
    /// Our ends, non-blocking.
    let input: Descriptor
    let output: Descriptor
    let errors: Descriptor
    private let exit: ExitWatch

    /// Starts `arguments[0]`, found in PATH, with these arguments and this environment and nothing else.
    init(_ arguments: [String], environment: [String: String]) throws(ChildProblem) {
        let (ours, theirs) = try Self.sockets(3)
        (input, output, errors) = (ours[0], ours[1], ours[2])
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for (target, end) in theirs.enumerated() {
            posix_spawn_file_actions_adddup2(&actions, end.number, Int32(target))
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // The daemon's ignored and blocked signals are not the child's business.
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
        var argv = arguments.map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0)=\($1)") } + [nil]
        defer { (argv + variables).forEach { free($0) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, arguments[0], &actions, &attributes, &argv, &variables)
        guard code == 0 else { throw ChildProblem(description: systemError(code)) }
        exit = ExitWatch(id)
    }

    deinit { kill() }

    /// Readable once the child has ended.
    var ended: Int32 { exit.descriptor }

    /// Nil while it runs: `.some(nil)` when a signal ended it.
    var status: Int32?? { exit.status }

    /// Ends the child and its own children at once.
    func kill() { exit.kill() }

    /// Tells the child that nothing more comes on its standard input.
    func finishInput() { shutdown(input.number, Int32(SHUT_WR)) }

    private static func sockets(_ count: Int) throws(ChildProblem) -> (ours: [Descriptor], theirs: [Descriptor]) {
        var pairs: (ours: [Descriptor], theirs: [Descriptor]) = ([], [])
        for _ in 0..<count {
            var ends: [Int32] = [-1, -1]
            let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw ChildProblem(description: systemError()) }
            pairs.ours.append(Descriptor(ends[0]))
            pairs.theirs.append(Descriptor(ends[1]))
            guard fcntl(ends[0], F_SETFL, O_NONBLOCK) == 0 else { throw ChildProblem(description: systemError()) }
        }
        return pairs
    }
}

struct ChildProblem: Error {
    let description: String
}
