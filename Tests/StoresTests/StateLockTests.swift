import Foundation
import Promotion
import Stores
import TestServers
import Testing

@Suite("The lock of a state directory")
struct StateLockTests {
    @Test("a second holder is told the first one's process id, and gets it once the first is gone")
    func exclusive() throws {
        let directory = try TemporaryDirectory("lock")
        var first: StateLock? = try StateLock(directory: directory.path)
        let problem = #expect(throws: Problem.self) { try StateLock(directory: directory.path) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains("in use by process \(getpid())") == true)
        withExtendedLifetime(first) {}
        first = nil
        _ = try StateLock(directory: directory.path)
    }

    @Test("another process keeps us out, until it is killed")
    func otherProcess() throws {
        let directory = try TemporaryDirectory("lock")
        let holder = Process()
        holder.executableURL = URL(fileURLWithPath: try locate("flock"))
        holder.arguments = ["--no-fork", directory.file("lock"), "sh", "-c", "echo held; exec sleep 600"]
        let output = Pipe()
        holder.standardOutput = output
        try holder.run()
        #expect(output.fileHandleForReading.readData(ofLength: 4) == Data("held".utf8))
        #expect(throws: Problem.self) { try StateLock(directory: directory.path) }
        kill(holder.processIdentifier, SIGKILL)
        holder.waitUntilExit()
        _ = try StateLock(directory: directory.path)
    }

    @Test("being refused leaves no descriptor open, and the holder's alone")
    func refusedOnce() throws {
        let directory = try TemporaryDirectory("lock")
        let lock = try StateLock(directory: directory.path)
        let folder = "/proc/self/fd"
        for _ in 0..<50 {
            #expect(throws: Problem.self) { try StateLock(directory: directory.path) }
        }
        let open = try FileManager.default.contentsOfDirectory(atPath: folder).filter {
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/\($0)")) == directory.file("lock")
        }
        #expect(open.count == 1)
        withExtendedLifetime(lock) {}
    }

    @Test("a missing directory is named")
    func missing() throws {
        let problem = #expect(throws: Problem.self) { try StateLock(directory: "/nowhere/at/all") }
        #expect(problem?.summary == "Cannot open /nowhere/at/all/lock: No such file or directory.")
    }
}
