import ChildProcesses
import Glibc
import Testing

@Suite("How children begin")
struct ChildStartTests {
    /// What the child writes, and the status that it ends with.
    private func run(_ arguments: [String], environment: [String: String] = [:]) throws -> (
        output: String, status: Int32
    ) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        defer { close(ends[0]) }
        let pid: pid_t
        do {
            defer { close(ends[1]) }
            pid = try ChildStart.spawn(
                arguments, environment: environment, input: nil, output: ends[1], errors: ends[1])
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while case let count = read(ends[0], &buffer, buffer.count), count > 0 { bytes += buffer[..<count] }
        var status: Int32 = 0
        #expect(waitpid(pid, &status, 0) == pid)
        return (String(decoding: bytes, as: UTF8.self), status >> 8)
    }

    @Test("No signal is ignored or blocked, whatever this process does with it")
    func signals() throws {
        signal(SIGUSR2, SIG_IGN)
        var blocked = sigset_t()
        var before = sigset_t()
        sigemptyset(&blocked)
        sigaddset(&blocked, SIGUSR1)
        pthread_sigmask(SIG_BLOCK, &blocked, &before)
        defer {
            pthread_sigmask(SIG_SETMASK, &before, nil)
            signal(SIGUSR2, SIG_DFL)
        }
        let masks = try run(["grep", "-E", "^Sig(Ign|Blk)", "/proc/self/status"]).output.split(separator: "\n").map {
            UInt64($0.suffix(16), radix: 16)
        }
        // Signals 32 and 33 are the C library's own.
        #expect(masks.map { $0.map { $0 & 0x7FFF_FFFF } } == [0, 0])
    }

    @Test("It has three descriptors, the first at its end, and nothing else in its environment")
    func descriptorsAndEnvironment() throws {
        let leaked = open("/dev/null", O_RDONLY)
        defer { close(leaked) }
        // The fourth is what ls reads the folder by.
        #expect(try run(["ls", "/proc/self/fd"]).output == "0\n1\n2\n3\n")
        #expect(try run(["cat"]) == ("", 0))
        #expect(try run(["env"], environment: ["A": "b c"]).output == "A=b c\n")
    }

    @Test(
        "What cannot be started has a reason",
        arguments: [([], EINVAL), (["a\0b"], EINVAL), (["sh", "a\0b"], EINVAL), (["no-such-program-here"], ENOENT)])
    func failures(arguments: [String], code: Int32) {
        let failure = #expect(throws: ChildStart.Failure.self) {
            try ChildStart.spawn(arguments, environment: [:], input: nil, output: 1, errors: 2)
        }
        #expect(failure?.code == code)
    }
}
