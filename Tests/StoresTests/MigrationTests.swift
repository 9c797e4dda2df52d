import Foundation
import Promotion
import TestServers
import Testing

@testable import Stores

@Suite("Migrations")
struct MigrationTests {
    private let first = Migration(number: 1, name: "one", sql: "CREATE TABLE one (a INTEGER)")
    private let second = Migration(
        number: 2, name: "two", sql: "ALTER TABLE one ADD b INTEGER; CREATE TABLE two (c INTEGER)")

    private func tables(_ path: String) throws -> String {
        try run([
            "sqlite3", path,
            "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema WHERE type='table' ORDER BY name)",
        ])
        .output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("are applied once, in order, as they are added")
    func applied() async throws {
        let directory = try TemporaryDirectory("migrations")
        let path = directory.file("sluice.db")
        _ = try await SQLiteStore.open(at: path, migrations: [first])
        #expect(try tables(path) == "migrations,one")
        _ = try await SQLiteStore.open(at: path, migrations: [first, second])
        _ = try await SQLiteStore.open(at: path, migrations: [first, second])
        #expect(try tables(path) == "migrations,one,two")
        let recorded = try run(["sqlite3", path, "SELECT number, name FROM migrations ORDER BY number"]).output
        #expect(recorded == "1|one\n2|two\n")
    }

    @Test("a newer database refuses an older binary, naming both, and is left alone")
    func newer() async throws {
        let directory = try TemporaryDirectory("migrations")
        let path = directory.file("sluice.db")
        _ = try await SQLiteStore.open(at: path, migrations: [first, second])
        let problem = await #expect(throws: Problem.self) { try await SQLiteStore.open(at: path, migrations: [first]) }
        #expect(problem?.summary == "\(path) has migration 2, and this binary knows migrations up to 1.")
        #expect(problem?.remedy?.contains("newer sluice") == true)
        _ = try await SQLiteStore.open(at: path, migrations: [first, second])
    }

    @Test("one that fails leaves nothing behind")
    func failing() async throws {
        let directory = try TemporaryDirectory("migrations")
        let path = directory.file("sluice.db")
        let broken = Migration(
            number: 2, name: "two", sql: "CREATE TABLE two (c INTEGER); INSERT INTO nothing VALUES (1)")
        _ = try await SQLiteStore.open(at: path, migrations: [first])
        await #expect(throws: Problem.self) { try await SQLiteStore.open(at: path, migrations: [first, broken]) }
        #expect(try tables(path) == "migrations,one")
        _ = try await SQLiteStore.open(at: path, migrations: [first, second])
    }

    @Test("somebody else's database is refused")
    func foreign() async throws {
        let directory = try TemporaryDirectory("migrations")
        let path = directory.file("other.db")
        try run(["sqlite3", path, "CREATE TABLE customers (name TEXT)"])
        let problem = await #expect(throws: Problem.self) { try await SQLiteStore.open(at: path) }
        #expect(problem?.summary == "\(path) is a database of something else than sluice.")
        #expect(try tables(path) == "customers")
    }

    @Test("the numbers of the schema's steps count from 1 without gaps")
    func numbers() {
        #expect(Schema.migrations.map(\.number) == Array(1...Schema.migrations.count))
    }
}
