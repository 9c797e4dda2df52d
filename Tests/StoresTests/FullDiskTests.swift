import Foundation
import PortsTestKit
import Promotion
import Stores
import TestServers
import Testing

/// A file system of 2 MiB in memory, which only root can mount.
private final class SmallDisk: Sendable {
    let directory: TemporaryDirectory

    static let isAvailable = (try? SmallDisk()) != nil

    init() throws {
        directory = try TemporaryDirectory("disk")
        try run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", directory.path])
    }

    deinit { _ = try? run(["umount", "--lazy", directory.path], allowFailure: true) }

    /// Takes all space but `left` KiB.
    func fill(leaving left: Int) throws {
        try run(["dd", "if=/dev/zero", "of=\(directory.file("filler"))", "bs=1024"], allowFailure: true)
        try run(["truncate", "-s", "-\(left)K", directory.file("filler")])
    }

    func empty() throws { try run(["truncate", "-s", "0", directory.file("filler")]) }
}

@Suite("The SQLite store on a full disk", .enabled(if: SmallDisk.isAvailable, "needs the right to mount a tmpfs"))
struct FullDiskTests {
    private let disk: SmallDisk
    private var path: String { disk.directory.file("state/sluice.db") }

    init() throws { disk = try SmallDisk() }

    private func changes(_ count: Int, seed: UInt64) -> StoreChanges {
        var changes = StoreChanges()
        changes.states = (0..<count).map { SampleState.make("p\($0)", seed: seed) }.sorted { $0.pipeline < $1.pipeline }
        changes.records = [
            AuditRecord(
                at: Date(timeIntervalSince1970: 0), actor: "sluice", action: "sent", pipeline: "p0", message: "\(seed)")
        ]
        return changes
    }

    @Test("a commit fails for now, loses nothing, and succeeds once there is room", arguments: [0, 8, 40, 100])
    func commit(left: Int) async throws {
        let store = try await SQLiteStore.open(at: path)
        let small = changes(3, seed: 1)
        let head = try await store.commit(small)
        try disk.fill(leaving: left)
        let large = changes(60, seed: 2)
        let problem = await #expect(throws: Problem.self) { try await store.commit(large) }
        #expect(problem?.isTransient == true, "\(problem?.summary ?? "")")
        #expect(problem?.summary.hasSuffix("nothing was written.") == true)
        #expect(try await store.verifyAudit() == head)
        #expect(try await store.pipelineStates() == small.states)
        try disk.empty()
        #expect(try await store.commit(large).sequence == head.sequence + 1)
        #expect(try await store.pipelineStates() == large.states)
    }

    @Test("a backup fails for now and leaves nothing behind")
    func backup() async throws {
        let store = try await SQLiteStore.open(at: path)
        try await store.commit(changes(60, seed: 1))
        try disk.fill(leaving: 40)
        let problem = await #expect(throws: Problem.self) { try await store.backup(to: disk.directory.file("copy.db")) }
        #expect(problem?.isTransient == true, "\(problem?.summary ?? "")")
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: disk.directory.path).sorted() == ["filler", "state"])
    }

    @Test("a database whose disk is full still opens, or says so as transient")
    func open() async throws {
        let written = changes(3, seed: 1)
        var store: SQLiteStore? = try await SQLiteStore.open(at: path)
        try await store?.commit(written)
        store = nil
        try disk.fill(leaving: 0)
        do {
            #expect(try await SQLiteStore.open(at: path).pipelineStates() == written.states)
        } catch {
            #expect(error.isTransient, "\(error.summary)")
        }
        try disk.empty()
        #expect(try await SQLiteStore.open(at: path).pipelineStates() == written.states)
    }
}
