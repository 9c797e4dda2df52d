import Foundation
import HTTPTransport

/// A vendor's API as `Contract/server.py` plays it, in a process of its own that many tests share.
///
/// Where the vendors' official descriptions and a Python with openapi-core are at hand, every request and answer is held
/// against them; the tests run without them, too.
package final class ContractServer: Sendable {
    package let url: String
    package let port: Int
    private let process: ServerProcess
    private let http: HTTPClient

    /// The folder of the descriptions; nil where there are none.
    private static let descriptions: String? = {
        let beside = repositoryFolder.appendingPathComponent("../shared/specs").standardizedFileURL.path
        let folder = ProcessInfo.processInfo.environment["SLUICE_SPECS"] ?? beside
        return FileManager.default.fileExists(atPath: folder + "/gitea.json") ? folder : nil
    }()

    /// A Python that has openapi-core; scripts/test makes one.
    private static let python = ProcessInfo.processInfo.environment["SLUICE_TEST_PYTHON"]

    /// Whether requests and answers are held against the descriptions.
    package static var isStrict: Bool { python != nil && descriptions != nil }

    /// - Parameter folder: holds a module of the vendor's name, and `control.py`.
    package init(_ folder: String, vendor: String) async throws {
        guard let machinery = Bundle.module.path(forResource: "Contract", ofType: nil) else {
            throw CommandFailure(description: "the tests were built without Contract/")
        }
        port = freePort()
        url = "http://127.0.0.1:\(port)"
        http = try HTTPClient()
        let program = [Self.python ?? "python3", "-B", machinery + "/server.py", folder, vendor, "\(port)"]
        process = try ServerProcess(program + (Self.isStrict ? [Self.descriptions ?? ""] : []))
        try await process.waitUntilListening(on: port, within: .seconds(60))
    }

    /// One order of a test to the server, see its `control.py` and `Contract/orders.py`.
    package func order<Value: Decodable>(
        _ order: [String: any Sendable], as type: Value.Type
    ) async throws -> Value {
        var request = HTTPRequest("POST", url + "/_control")
        request.allowPlaintext = true
        request.body = Array(try JSONSerialization.data(withJSONObject: order))
        let response = try await http.send(request)
        guard response.isSuccess else { throw CommandFailure(description: "\(order["do"] ?? "") answered \(response)") }
        return try JSONDecoder().decode(Answer<Value>.self, from: Data(response.body)).value
    }

    package func order(_ order: [String: any Sendable]) async throws {
        _ = try await self.order(order, as: String?.self)
    }

    private struct Answer<Value: Decodable>: Decodable { var value: Value }

    /// What the official description does not know of the requests made so far whose target holds a text.
    package func violations(of target: String) async throws -> [String] {
        try await order(["do": "violations"], as: [String].self).filter { $0.contains(target) }
    }

    /// Requests so far whose target holds a text: method and target.
    package func requests(of target: String) async throws -> [String] {
        struct Entry: Decodable {
            let text: String

            init(from decoder: any Decoder) throws {
                var container = try decoder.unkeyedContainer()
                text = try container.decode(String.self) + " " + container.decode(String.self)
            }
        }
        return try await order(["do": "requests", "target": target], as: [Entry].self).map(\.text)
    }
}
