import Forges
import Foundation
import HTTPTransport
import Promotion
import TestServers
import Testing

/// A vendor's API as `Servers/server.py` plays it: one process for all tests of that vendor, a repository for each.
final class ForgeServer: Sendable {
    let kind: ForgeKind
    let url: String
    private let process: ServerProcess
    private let http: HTTPClient

    /// Where the vendors' official descriptions lie. They are not the project's, and the tests run without them, too.
    static let descriptions: String? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../../../shared/specs").standardizedFileURL.path
        let folder = ProcessInfo.processInfo.environment["SLUICE_SPECS"] ?? root
        return FileManager.default.fileExists(atPath: folder + "/gitea.json") ? folder : nil
    }()

    /// A Python that has openapi-core; scripts/test makes one.
    private static let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"]

    /// Whether requests and answers are held against the descriptions.
    static var isStrict: Bool { python != nil && descriptions != nil }

    private init(_ kind: ForgeKind) async throws {
        self.kind = kind
        let folder = try #require(Bundle.module.path(forResource: "Servers", ofType: nil))
        let port = freePort()
        let program = [Self.python ?? "python3", "-B", folder + "/server.py", kind.rawValue, "\(port)"]
        process = try ServerProcess(program + (Self.isStrict ? [Self.descriptions ?? ""] : []))
        url = "http://127.0.0.1:\(port)"
        http = try HTTPClient()
        try await process.waitUntilListening(on: port, within: .seconds(60))
    }

    private static let servers = Dictionary(
        uniqueKeysWithValues: ForgeKind.allCases.map { kind in (kind, Task { try await ForgeServer(kind) }) })

    static func of(_ kind: ForgeKind) async throws -> ForgeServer {
        try await #require(servers[kind]).value
    }

    /// One order of a test to the server, see `Servers/control.py`.
    func order<Value: Decodable>(_ order: [String: any Sendable], as type: Value.Type) async throws -> Value {
        var request = HTTPRequest("POST", url + "/_control")
        request.allowPlaintext = true
        request.body = Array(try JSONSerialization.data(withJSONObject: order))
        let response = try await http.send(request)
        guard response.isSuccess else { throw CommandFailure(description: "\(order["do"] ?? "") answered \(response)") }
        return try JSONDecoder().decode(Answer<Value>.self, from: Data(response.body)).value
    }

    func order(_ order: [String: any Sendable]) async throws { _ = try await self.order(order, as: String?.self) }

    private struct Answer<Value: Decodable>: Decodable { var value: Value }
}
