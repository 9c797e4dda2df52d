import Foundation
import Promotion
import Secrets
import TestServers
import Testing

@testable import Webhooks

/// The vendors' own samples and captured deliveries, where they are at hand: they are not the project's. What they hint at is
/// recorded in VendorSamples, a line for each file.
@Suite("The vendors' samples", .enabled(if: vendorSamples != nil, "SLUICE_SPECS has no webhooks"))
struct VendorSampleTests {
    /// The headers that were captured with a delivery, and the secret that signed it.
    private struct Captured: Decodable {
        var secret: String?
        var headers: [String: String]
    }

    private static func captured() throws -> [String: Captured] {
        let file = try #require(vendorSamples).appendingPathComponent("headers.json")
        return try JSONDecoder().decode([String: Captured].self, from: Data(contentsOf: file))
    }

    private static func body(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: #require(vendorSamples).appendingPathComponent(name)))
    }

    /// The kind that the beginning of a file's name says, and the event, which stands in no body of GitHub's.
    private static func kind(_ name: String) throws -> (WebhookKind, [(String, String)]) {
        let kinds: [(String, WebhookKind)] = [
            ("github-", .github), ("gitlab-", .gitlab), ("gitea-", .gitea), ("bitbucket-cloud-", .bitbucketCloud),
            ("bitbucket-dc-", .bitbucketDataCenter), ("azure-", .azureDevOps), ("distribution-", .distribution),
            ("dockerhub-", .dockerHub), ("harbor-", .harbor), ("quay-", .quay), ("acr-", .acr),
            ("gcr-", .artifactRegistry), ("ecr-", .ecr), ("jfrog-", .jfrog),
        ]
        let (prefix, kind) = try #require(kinds.first { name.hasPrefix($0.0) }, "\(name)")
        let event = name.dropFirst(prefix.count).prefix { !"-.".contains($0) }
        return (kind, kind == .github ? [("X-GitHub-Event", String(event))] : [])
    }

    @Test("What each hints at is as it is recorded")
    func hints() throws {
        let folder = try #require(vendorSamples)
        let captured = try Self.captured()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted().filter {
            $0.hasSuffix(".json") && $0 != "headers.json"
        }
        #expect(names.count >= 69)
        let lines = try names.map { name in
            let (kind, event) = try Self.kind(name)
            let headers = captured[name]?.headers.map { ($0.key, $0.value) } ?? event
            // The old samples of Data Center's name no host.
            let host = kind == .bitbucketDataCenter ? "bitbucket.example.com:7990" : nil
            let hints = try kind.receiver(host: host).read(WebhookRequest(headers: headers, body: Self.body(name)))
                .hints
            return "\(name): " + (hints.isEmpty ? "nothing" : hints.map(\.description).sorted().joined(separator: "; "))
        }
        let text = lines.joined(separator: "\n") + "\n"
        #expect(try text == recorded(text, at: "Tests/WebhooksTests/VendorSamples"))
    }

    @Test("What was captured with its headers is authentic by the secret that signed it, and by no other")
    func signatures() throws {
        var count = 0
        for (name, captured) in try Self.captured() where name.hasSuffix(".json") {
            let (kind, _) = try Self.kind(name)
            let secret = SecretValue(captured.secret ?? "capture-secret")
            let request = WebhookRequest(
                headers: captured.headers.map { ($0.key, $0.value) }, body: try Self.body(name))
            #expect(kind.receiver([secret]).isAuthentic(request), "\(name)")
            #expect(!kind.receiver([SecretValue("another")]).isAuthentic(request), "\(name)")
            count += 1
        }
        #expect(count >= 19)
    }
}

/// `webhooks` in the folder that SLUICE_SPECS names; nil where it is not at hand.
private let vendorSamples: URL? = {
    let specs = ProcessInfo.processInfo.environment["SLUICE_SPECS"].map { URL(fileURLWithPath: $0) }
    let folder = (specs ?? repositoryFolder.appendingPathComponent("../shared/specs")).standardizedFileURL
        .appendingPathComponent("webhooks")
    return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
}()
