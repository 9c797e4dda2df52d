import Foundation
import GRDB
package import Promotion

extension SQLiteStore {
    package func pipelineStates() async throws(Problem) -> [PipelineState] {
        let rows = try await read { db in
            try Row.fetchAll(db, sql: "SELECT name, state FROM pipelines ORDER BY name")
                .map { StateRow(name: $0[0], json: $0[1]) }
        }
        // Decoding is what a load costs, so that every core takes a part of it.
        let parts = max(1, ProcessInfo.processInfo.activeProcessorCount)
        let size = max(1, (rows.count + parts - 1) / parts)
        let tasks = stride(from: 0, to: rows.count, by: size).map { start in
            Task { try rows[start..<min(start + size, rows.count)].map(decodedState) }
        }
        var states: [PipelineState] = []
        states.reserveCapacity(rows.count)
        for task in tasks {
            do { states += try await task.value } catch { throw databaseProblem(error, path: path) }
        }
        return states
    }

    private struct StateRow: Sendable {
        let name: String
        let json: Data
    }

    private func decodedState(_ row: StateRow) throws -> PipelineState {
        try decoded(PipelineState.self, row.json, "the state of pipeline \(row.name)")
    }

    @discardableResult
    package func commit(_ changes: StoreChanges) async throws(Problem) -> AuditHead {
        // Encoded before the writer is taken: transactions wait for one another.
        var states: [(name: String, json: Data)] = []
        for state in changes.states { states.append((state.pipeline, try encoded(state))) }
        var notices: [(json: Data, subscribers: [String])] = []
        for (notice, subscribers) in changes.notices where !subscribers.isEmpty {
            notices.append((try encoded(notice), subscribers))
        }
        return try await write { [states, notices] db in
            let save = try db.cachedStatement(
                sql:
                    "INSERT INTO pipelines (name, state) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state"
            )
            for (name, json) in states { try save.execute(arguments: [name, json]) }
            for name in changes.removed {
                try db.execute(sql: "DELETE FROM pipelines WHERE name = ?", arguments: [name])
            }
            let enqueue = try db.cachedStatement(sql: "INSERT INTO notices (subscriber, notice) VALUES (?, ?)")
            for (json, subscribers) in notices {
                for subscriber in subscribers { try enqueue.execute(arguments: [subscriber, json]) }
            }
            return try Self.append(changes.records, to: db)
        }
    }
}
