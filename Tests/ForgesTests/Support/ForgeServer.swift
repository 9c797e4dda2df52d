import Forges
import Foundation
import Promotion
import TestServers
import Testing

/// A vendor's API as `Servers` play it: one process for all tests of that vendor, a repository for each.
final class ForgeServer: Sendable {
    let kind: ForgeKind
    private let server: ContractServer
    var url: String { server.url }

    /// Whether requests and answers are held against the descriptions.
    static var isStrict: Bool { ContractServer.isStrict }

    private init(_ kind: ForgeKind) async throws {
        self.kind = kind
        let folder = try #require(Bundle.module.path(forResource: "Servers", ofType: nil))
        server = try await ContractServer(folder, vendor: kind.rawValue)
    }

    private static let servers = Dictionary(
        uniqueKeysWithValues: ForgeKind.allCases.map { kind in (kind, Task { try await ForgeServer(kind) }) })

    static func of(_ kind: ForgeKind) async throws -> ForgeServer {
        try await #require(servers[kind]).value
    }

    /// One order of a test to the server, see `Servers/control.py`.
    func order<Value: Decodable>(_ order: [String: any Sendable], as type: Value.Type) async throws -> Value {
        try await server.order(order, as: type)
    }

    func order(_ order: [String: any Sendable]) async throws { try await server.order(order) }

    func requests(of target: String) async throws -> [String] { try await server.requests(of: target) }

    func violations(of target: String) async throws -> [String] { try await server.violations(of: target) }
}
