internal import ChildProcesses
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
        do {
            exit = ExitWatch(
                try ChildStart.spawn(
                    arguments, environment: environment, input: theirs[0].number, output: theirs[1].number,
                    errors: theirs[2].number))
        } catch {
            throw ChildProblem(description: error.description)
        }
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
