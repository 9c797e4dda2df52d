import Foundation
import PortsTestKit
import Promotion
import Stores
import TestServers
import Testing

@Suite("The SQLite store")
struct SQLiteStoreTests {
    @Test("keeps the port's contract")
    func conforms() async throws {
        let directory = try TemporaryDirectory("store")
        try await StoreConformance.check {
            try await SQLiteStore.open(at: directory.file("\(UUID().uuidString)/sluice.db"))
        }
    }
}
