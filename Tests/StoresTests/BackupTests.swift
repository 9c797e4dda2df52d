import Foundation
import PortsTestKit
import Promotion
import Stores
import TestServers
import Testing

@Suite("A backup")
struct BackupTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteStore

    init() async throws {
        directory = try TemporaryDirectory("backup")
        store = try await SQLiteStore.open(at: directory.file("state/sluice.db"))
    }

    private func step(_ number: Int) -> StoreChanges {
        var changes = StoreChanges()
        changes.states = [SampleState.make("web", seed: UInt64(number)), SampleState.make("api", seed: UInt64(number))]
        changes.records = [
            AuditRecord(at: Date(), actor: "sluice", action: "stepped", pipeline: "web", message: "Step \(number).")
        ]
        return changes
    }

    @Test("made while the store is written is one moment of it, and opens")
    func whileWriting() async throws {
        for number in 1...20 { try await store.commit(step(number)) }
        let writer = Task { [store] in
            var number = 20
            while !Task.isCancelled {
                number += 1
                try await store.commit(step(number))
            }
            return number
        }
        for copy in 1...5 {
            let path = directory.file("copy\(copy)/sluice.db")
            try FileManager.default.createDirectory(
                atPath: directory.file("copy\(copy)"), withIntermediateDirectories: true)
            try await store.backup(to: path)
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory.file("copy\(copy)")) == ["sluice.db"])
            let opened = try await SQLiteStore.open(at: path)
            let head = try await opened.verifyAudit()
            #expect(head.sequence >= 20)
            #expect(
                try await opened.pipelineStates() == step(head.sequence).states.sorted { $0.pipeline < $1.pipeline },
                "states and audit log are of different moments")
        }
        writer.cancel()
        let last = try await writer.value
        #expect(try await store.auditHead().sequence == last)
    }

    @Test("overwrites nothing")
    func exists() async throws {
        let path = try directory.write("precious", to: "old.db")
        let problem = await #expect(throws: Problem.self) { try await store.backup(to: path) }
        #expect(problem?.summary == "\(path) exists.")
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "precious")
    }

    @Test("to a folder that is missing fails, and leaves nothing behind")
    func missingFolder() async throws {
        let problem = await #expect(throws: Problem.self) {
            try await store.backup(to: directory.file("nowhere/copy.db"))
        }
        #expect(problem?.kind == .permanent)
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path) == ["state"])
    }

    @Test("is for its user only")
    func mode() async throws {
        try await store.backup(to: directory.file("copy.db"))
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("copy.db"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }
}
