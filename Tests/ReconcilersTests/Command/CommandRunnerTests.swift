import CLinux
import Foundation
import Promotion
import Reconcilers
import TestServers
import Testing

@Suite("The command reconciler")
struct CommandRunnerTests {
    private let directory: TemporaryDirectory
    private let handOff: HandOff

    init() throws {
        directory = try TemporaryDirectory("command")
        handOff = try .sample()
    }

    private func runner(
        _ arguments: [String], deadline: TimeInterval = 30, grace: Duration = .seconds(10),
        environment: [String: String] = ["PATH": "/usr/bin:/bin", "HOME": "/root", "REGISTRY_PASSWORD": "s3cret"]
    ) -> CommandRunner {
        CommandRunner(
            CommandReconciler(arguments: arguments, deadline: deadline), environment: environment, grace: grace)
    }

    private func shell(_ script: String) -> [String] { ["sh", "-c", script, "deploy"] }

    private func failure(_ receipt: HandOffReceipt) -> String? {
        if case .failed(let reason) = receipt.settled { reason } else { nil }
    }

    @Test("exit status 0 is live at that revision")
    func success() async throws {
        let runner = runner(shell("echo deployed; echo careful >&2"))
        let receipt = try await runner.request(handOff)
        #expect(receipt == HandOffReceipt("deployed\ncareful\n", settled: .live(at: handOff.revision)))
        #expect(try await runner.observe(handOff, receipt: receipt) == .live(at: handOff.revision))
    }

    @Test("before it was asked, and for another revision than it was asked for, it waits")
    func unasked() async throws {
        let runner = runner(shell("true"))
        let receipt = try await runner.request(handOff)
        var other = handOff
        other.revision = CommitID(hex: String(repeating: "cd", count: 20))
        for (request, receipt) in [(handOff, nil), (other, receipt)] {
            guard case .waiting = try await runner.observe(request, receipt: receipt) else {
                Issue.record("it does not wait")
                continue
            }
        }
    }

    @Test(
        "anything else is a failure that says how it ended",
        arguments: [
            ("exit 3", "sh exited with status 3 and wrote nothing"),
            (
                "echo; echo 'no route  '; echo to cluster >&2; exit 1",
                "sh exited with status 1; its last output:\nno route  \nto cluster"
            ),
            ("kill -SEGV $$", "sh was killed by signal 11 and wrote nothing"),
            ("printf 'a\\033[31mb\\377c'; exit 1", "sh exited with status 1; its last output:\na[31mb\u{FFFD}c"),
        ])
    func failing(script: String, reason: String) async throws {
        #expect(failure(try await runner(shell(script)).request(handOff)) == reason)
    }

    @Test("it gets PATH, HOME, LANG and what to do; none of the daemon's secrets, and no input")
    func environment() async throws {
        let text = try await runner(shell("cat; env | sort")).request(handOff).text
        let shells = ["PWD=", "_=", "OLDPWD=", "SHLVL="]
        #expect(
            text.split(separator: "\n").map(String.init).filter { line in !shells.contains { line.hasPrefix($0) } } == [
                "HOME=/root", "PATH=/usr/bin:/bin", "SLUICE_ENVIRONMENT=prod", "SLUICE_PIPELINE=web",
                "SLUICE_PROMOTION=\(handOff.promotion.hex)", "SLUICE_RELEASE=\(handOff.release.id.hex)",
                "SLUICE_REVISION=\(handOff.revision.hex)",
            ])
    }

    @Test("it gets no descriptor that a library of ours has left open, and leads its process group")
    func descriptors() async throws {
        let leaked = open("/dev/null", O_RDONLY)
        defer { close(leaked) }
        // The fourth is what ls reads the folder by.
        #expect(try await runner(["ls", "/proc/self/fd"]).request(handOff).text == "0\n1\n2\n3\n")
        let ids = try await runner(shell("exec ps -o pid=,pgid= -p $$")).request(handOff).text.split(
            whereSeparator: \.isWhitespace)
        #expect(ids.count == 2 && ids[0] == ids[1])
    }

    @Test("its arguments reach it as they are: there is no shell")
    func noShell() async throws {
        let receipt = try await runner(["printf", "%s|", "$HOME", "a b", "; touch x", ""]).request(handOff)
        #expect(receipt.text == "$HOME|a b|; touch x||")
    }

    @Test("of a flood the end is kept")
    func flood() async throws {
        let receipt = try await runner(shell("yes 0123456789 | head -c 3000000; echo; echo the end; exit 1")).request(
            handOff)
        #expect(receipt.text.utf8.count == 8192)
        #expect(receipt.text.hasSuffix("\nthe end\n"))
        let reason = try #require(failure(receipt))
        #expect(reason.contains("\n0123456789\n") && reason.hasSuffix("\nthe end"))
        #expect(reason.count < 1100)
    }

    @Test("at its deadline the whole process group is ended")
    func deadline() async throws {
        // The child of the child would keep the pipe open for ever.
        let script = "sh -c 'echo $$ > \(directory.file("grandchild")); exec sleep 600' & echo working; wait"
        let receipt = try await runner(shell(script), deadline: 1).request(handOff)
        #expect(failure(receipt) == "sh did not end within 1.0 seconds and was killed; its last output:\nworking")
        #expect(try isGone("grandchild"))
    }

    @Test("what ignores SIGTERM gets SIGKILL")
    func stubborn() async throws {
        let script = "trap '' TERM; echo $$ > \(directory.file("child")); echo stubborn; while :; do sleep 600; done"
        let receipt = try await runner(shell(script), deadline: 0.5, grace: .milliseconds(300)).request(handOff)
        #expect(failure(receipt)?.hasSuffix("stubborn") == true)
        #expect(try isGone("child"))
    }

    @Test("what cleans up at SIGTERM has the time for it")
    func graceful() async throws {
        let script = "trap 'echo cleaned up; exit 0' TERM; echo started; while :; do sleep 0.05; done"
        let receipt = try await runner(shell(script), deadline: 0.5).request(handOff)
        #expect(receipt.text.hasPrefix("started\n") && receipt.text.hasSuffix("cleaned up\n"))
    }

    @Test("a cancelled task ends it at once, and it is run again later: transient")
    func cancelled() async throws {
        let pipe = directory.file("pipe")
        mkfifo(pipe, 0o600)
        let script = "echo $$ > \(directory.file("child")); echo up > \(pipe); exec sleep 600"
        let runner = runner(shell(script), deadline: 600)
        let task = Task { [handOff] in try await runner.request(handOff) }
        try run(["cat", pipe])
        task.cancel()
        let problem = await #expect(throws: Problem.self) { try await task.value }
        #expect(problem?.isTransient == true)
        #expect(try isGone("child"))
    }

    @Test("what it leaves in the background does not hold it up")
    func background() async throws {
        let script =
            "sh -c 'echo $$ > \(directory.file("background")); exec sleep 600' & while [ ! -s \(directory.file("background")) ]; do :; done; echo done"
        let receipt = try await runner(shell(script)).request(handOff)
        #expect(receipt == HandOffReceipt("done\n", settled: .live(at: handOff.revision)))
        let pid = try pid("background")
        #expect(kill(pid, 0) == 0)
        kill(pid, SIGKILL)
    }

    @Test(
        "a program that cannot be started is a permanent problem",
        arguments: [["/nowhere/deploy"], ["no-such-program"], ["/etc/passwd"], ["a\u{0}b"], []])
    func missing(arguments: [String]) async throws {
        let problem = await #expect(throws: Problem.self) { try await runner(arguments).request(handOff) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains(arguments.first ?? "names no program") == true)
    }

    @Test("a hundred at once are all run")
    func many() async throws {
        let runner = runner(shell("exit 0"))
        try await withThrowingTaskGroup(of: HandOffReceipt.self) { group in
            for _ in 0..<100 { group.addTask { try await runner.request(handOff) } }
            for try await receipt in group { #expect(receipt.settled == .live(at: handOff.revision)) }
        }
    }

    @Test("hundreds in a row leave no descriptor open and no zombie behind")
    func leaks() async throws {
        let runner = runner(["true"])
        // Of the kinds that a run has: tests beside this one open sockets by the hundred, and programs by the dozen.
        func descriptors() throws -> Int {
            try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count { name in
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
                return target.map { $0.hasPrefix("pipe:") || $0.hasPrefix("anon_inode:[pidfd]") } ?? false
            }
        }
        let before = try descriptors()
        for _ in 0..<600 { _ = try await runner.request(handOff) }
        #expect(try descriptors() < before + 500)
        let zombies = try run(["ps", "--ppid", "\(getpid())", "-o", "stat=,comm="], allowFailure: true).output
        #expect(!zombies.contains("true <defunct>"))
    }

    private func pid(_ name: String) throws -> pid_t {
        let text = try String(contentsOfFile: directory.file(name), encoding: .utf8)
        return try #require(pid_t(text.trimmingCharacters(in: .newlines)))
    }

    /// Returns true once the process has ended, false where it lives on for five seconds.
    private func isGone(_ name: String) throws -> Bool {
        let descriptor = pidfd_open(try pid(name), 0)
        guard descriptor >= 0 else { return true }
        defer { close(descriptor) }
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&event, 1, 5000) == 1
    }
}
