import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("The in-memory store")
struct InMemoryStoreTests {
    @Test("keeps the port's contract")
    func conforms() async throws {
        try await StoreConformance.check { InMemoryStore() }
    }

    @Test("a failing write changes nothing, and the next one succeeds")
    func failingWrite() async throws {
        let store = InMemoryStore()
        store.failNextWrites(.transient("No space left."))
        var changes = StoreChanges()
        changes.states = [PipelineState(pipeline: "web")]
        await #expect(throws: Problem.transient("No space left.")) { try await store.commit(changes) }
        #expect(try await store.pipelineStates().isEmpty)
        try await store.commit(changes)
        #expect(try await store.pipelineStates() == changes.states)
    }

    @Test("a tampered record is named by verifyAudit")
    func tampered() async throws {
        let store = InMemoryStore()
        var changes = StoreChanges()
        for number in 1...3 {
            changes.records.append(
                AuditRecord(at: .distantPast, actor: "a", action: "b", pipeline: "c", message: "\(number)"))
        }
        try await store.commit(changes)
        store.tamper(with: 2, message: "nothing happened")
        let problem = await #expect(throws: Problem.self) { try await store.verifyAudit() }
        #expect(problem?.summary.contains("record 2") == true)
    }

    @Test("a backup is a copy that later writes do not reach")
    func backup() async throws {
        let store = InMemoryStore()
        var changes = StoreChanges()
        changes.states = [PipelineState(pipeline: "web")]
        try await store.commit(changes)
        try await store.backup(to: "copy")
        changes.states = [PipelineState(pipeline: "api")]
        try await store.commit(changes)
        #expect(try await store.backup(at: "copy")?.pipelineStates().map(\.pipeline) == ["web"])
        await #expect(throws: Problem.self) { try await store.backup(to: "copy") }
    }
}
