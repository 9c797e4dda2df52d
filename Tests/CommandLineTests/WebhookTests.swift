import Configurations
import Engine
import Foundation
import Logging
import Promotion
import Secrets
import TestServers
import Testing
import Web
import WebTestKit
import Webhooks

@testable import sluice

@Suite("Testing webhooks")
struct WebhookTests {
    private let folder: TemporaryDirectory

    init() throws {
        folder = try TemporaryDirectory("webhooks")
        try folder.write("the secret of the registry\n", to: "secret")
        try folder.write("short\n", to: "short")
        try folder.write(
            """
            git: { author: { name: Sluice, email: sluice@example.com } }
            credentials:
              - { for: "ssh://git@example.com", key: file:key, knownHosts: known_hosts }
            webhooks:
              registry: { kind: distribution, secret: file:secret }
              other: { kind: distribution, secret: file:secret, repositories: [registry.example.com/other/] }
              git: { kind: gitlab, secret: file:secret }
              hub: { kind: dockerHub, secret: file:secret }
              ecr: { kind: ecr, secret: file:secret }
              missing: { kind: quay, secret: env:MISSING }
              short: { kind: quay, secret: file:short }
            """, to: "sluice.yaml")
        try folder.write(
            "repository: ssh://git@example.com/dev.git\nbranch: main\n", to: "environments/dev.yaml")
        try folder.write(
            """
            sources:
              api: { image: registry.example.com/shop/api, policy: { semver: "*" } }
            edits:
              - { file: shop.yaml, set: { image.tag: "${api.tag}" } }
            stages:
              - environment: dev
            """, to: "pipelines/shop.yaml")
    }

    private func trial(_ name: String) -> WebhookTrial {
        WebhookTrial(name: name, directory: folder.path, environment: [:])
    }

    private func receiver(_ name: String) throws -> WebhookReceiver {
        let settings = try ConfigurationLoader.load(directory: folder.path).settings
        return try WebhookReceiver(
            #require(settings.webhooks[name]), secrets: .init(environment: [:], directory: folder.path))
    }

    @Test(
        "The sample names what a pipeline watches, else something made up",
        arguments: [
            ("registry", ["registry.example.com/shop/api:sluice-test"]), ("git", ["branch main of example.com/dev"]),
            ("hub", ["docker.io/shop/api:sluice-test"]), ("other", []),
            ("ecr", ["1.dkr.ecr.eu-central-1.amazonaws.com/sluice/test:sluice-test"]),
        ])
    func sample(name: String, hints: [String]) throws {
        let now = Date()
        let sample = try trial(name).sample(id: "one", now: now)
        let receiver = try receiver(name)
        #expect(receiver.verdict(on: sample, now: now) != .refused)
        #expect(try receiver.read(sample).hints.map(\.description) == hints)
    }

    @Test(
        "What keeps it from being sent is said, with a remedy",
        arguments: [
            ("nobody", "There is no webhook nobody"), ("missing", "The secret env:MISSING is missing."),
            ("short", "is shorter than 16 bytes."),
        ])
    func refusals(name: String, words: String) {
        let failure = #expect(throws: Failure.self) { try trial(name).sample(id: "one", now: Date()) }
        #expect(failure?.message.contains(words) == true && failure?.remedy != nil, "\(failure?.message ?? "")")
    }

    @Test("A running daemon takes the sample, looks early and says so; another secret or name is refused")
    func endToEnd() async throws {
        let (registry, git) = (try receiver("registry"), try receiver("git"))
        let shop = try Shop(version: version) { engine in
            WebhookInbox(
                receivers: { ["registry": registry, "git": git] }, hasten: { await engine.hasten($0) },
                log: .init(label: "test"))
        }
        let inbox = try #require(shop.services.webhooks)
        try await shop.start()
        let tokens = try TemporaryDirectory("tokens")
        try tokens.write(Shop.token("admin") + "\n", to: "admin")
        try tokens.write(Shop.token("viewer") + "\n", to: "viewer")
        let server = try WebServer(API(shop.services, log: shop.log), host: "127.0.0.1", port: 0, log: shop.log)
        let (ports, listening) = AsyncStream.makeStream(of: Int.self)
        let folder = folder
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await inbox.run() }
            group.addTask { try await server.run { listening.yield($0) } }
            var iterator = ports.makeAsyncIterator()
            let port = try #require(await iterator.next())
            func sluice(_ words: String, as user: String = "admin") async -> Outcome {
                await Main.run(
                    words.split(separator: " ").map(String.init) + [
                        "--server", "http://127.0.0.1:\(port)", "--token-file", tokens.file(user),
                    ])
            }
            #expect(await sluice("webhooks test registry --directory \(folder.path)") == .ok)
            #expect(await sluice("webhooks test git -o json --directory \(folder.path)") == .ok)
            #expect(await sluice("webhooks test hub --directory \(folder.path)") == .failed)
            #expect(await sluice("webhooks list") == .ok)
            #expect(await sluice("webhooks list", as: "viewer") == .notAuthorised)
            try folder.write("another secret, of the registry\n", to: "secret")
            #expect(await sluice("webhooks test registry --directory \(folder.path)") == .notAuthorised)
            group.cancelAll()
        }
        let webhooks = inbox.overview()
        #expect(webhooks.map(\.name) == ["git", "registry"])
        #expect(
            webhooks.map { $0.deliveries.map(\.outcome) } == [
                ["Brought forward: looks at ssh://git@example.com/dev.git#main."], ["Brought forward: scans of shop."],
            ])
        #expect(webhooks.last?.counts.refused == 1)
        await shop.stop()
    }

    @Test("The list has the last outcome of each")
    func list() {
        var body = WebhookBody(name: "registry", kind: "distribution", counts: WebhookCounts(), deliveries: [])
        #expect(
            WebhooksList.text(of: [], at: Date(), for: Terminal(width: nil, hasColour: false)).contains("no webhooks"))
        let now = Date()
        body.deliveries = [
            WebhookReport(
                id: "1", webhook: "registry", at: now.addingTimeInterval(-90), hints: [],
                outcome: "Nothing here watches that.")
        ]
        let text = WebhooksList.text(of: [body], at: now, for: Terminal(width: nil, hasColour: false))
        #expect(text.contains("registry  distribution  0         0         0        1m    Nothing here watches that."))
    }
}
