import Foundation
import Promotion
import TestServers
import Testing

@testable import Webhooks

/// Each folder of Golden is a delivery, its headers and its body, and what it hints at, a line for each.
@Suite("What deliveries name")
struct GoldenTests {
    private static let root = repositoryFolder.appendingPathComponent("Tests/WebhooksTests/Golden")
    static let folders = ((try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []).sorted()

    @Test("The hints of a delivery", arguments: Self.folders)
    func golden(name: String) throws {
        let folder = Self.root.appendingPathComponent(name)
        let lines = try String(contentsOf: folder.appendingPathComponent("headers"), encoding: .utf8)
            .split(separator: "\n").map { line in
                let colon = try #require(line.firstIndex(of: ":"))
                let value = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
                return (String(line[..<colon]), value)
            }
        let kind = try #require(lines.first { $0.0 == "kind" }.flatMap { WebhookKind(rawValue: $0.1) })
        let body = try Data(contentsOf: folder.appendingPathComponent("body.json"))
        let receiver = kind.receiver(host: lines.first { $0.0 == "host" }?.1)
        let hints = try receiver.read(WebhookRequest(headers: lines, body: Array(body))).hints
        let text = hints.isEmpty ? "nothing\n" : hints.map { "\($0)\n" }.sorted().joined()
        #expect(try text == recorded(text, at: "Tests/WebhooksTests/Golden/\(name)/expected"))
    }

    @Test("There are cases of every kind of sender")
    func kinds() throws {
        let kinds = try Self.folders.map { name in
            let headers = Self.root.appendingPathComponent(name).appendingPathComponent("headers")
            return try String(contentsOf: headers, encoding: .utf8).prefix { $0 != "\n" }
        }
        for kind in WebhookKind.allCases { #expect(kinds.contains("kind: \(kind.rawValue)"), "\(kind)") }
    }
}
