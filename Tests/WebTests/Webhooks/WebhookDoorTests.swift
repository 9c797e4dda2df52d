import Foundation
import HTTPTypes
import Promotion
import Secrets
import Synchronization
import Testing
import WebTestKit
import Webhooks

@testable import Web

@Suite("Webhooks")
struct WebhookDoorTests {
    @Test("A delivery has its answer before anything of it is looked at", arguments: ["github", "registry", "quay"])
    func accepted(name: String) async throws {
        let hooks = try Hooks()
        let answer = await hooks.call(name, try hooks.sample(name))
        // Nobody reads yet.
        #expect(answer.status == .accepted)
        #expect(try answer.decoded(WebhookReceiptBody.self).delivery == "1")
        #expect(hooks.inbox.overview().allSatisfy { $0.deliveries.isEmpty })
        let hints = await hooks.read(1)
        #expect(hints.first?.count == 1)
    }

    @Test("Unknown names get 404 and bad proofs 401, and neither says more")
    func strangers() async throws {
        let hooks = try Hooks()
        var forged = try hooks.sample("github")
        forged.body.append(0x20)
        for name in ["nobody", "", "github/", "github%00", "../api/v1/version", "GitHub"] {
            let answer = await hooks.call(name, forged)
            #expect(answer.status == .notFound && answer.text == #"{"error":"Not found."}"#, "\(name)")
        }
        let strangers = [
            forged, WebhookRequest(body: forged.body), try hooks.sample("registry"),
            WebhookRequest(headers: [("X-Hub-Signature-256", "sha256=00")], body: []),
        ]
        for request in strangers {
            let answer = await hooks.call("github", request)
            #expect(answer.status == .unauthorized && answer.text == #"{"error":"Not authorised."}"#)
        }
        #expect(hooks.inbox.overview().first { $0.name == "github" }?.counts.refused == strangers.count)
    }

    @Test("No login opens a webhook, and no webhook's secret the API")
    func separate() async throws {
        let hooks = try Hooks()
        let body = try hooks.sample("registry").body
        let asAdmin = WebhookRequest(headers: [("Authorization", "Bearer \(Shop.token("admin"))")], body: body)
        #expect(await hooks.call("registry", asAdmin).status == .unauthorized)
        let secret = Hooks.secret.text ?? ""
        let answer = await hooks.call(
            "/api/v1/version", method: .get, headers: ["authorization": "Bearer \(secret)"], body: { [] })
        #expect(answer.status == .unauthorized)
    }

    @Test("A delivery that comes again is answered and not looked at twice")
    func repeated() async throws {
        let hooks = try Hooks()
        for name in ["github", "registry"] {
            let request = try hooks.sample(name)
            #expect(await hooks.call(name, request).status == .accepted)
            let again = await hooks.call(name, request)
            #expect(again.status == .ok && again.text == "{}")
        }
        var replayed = try hooks.sample("github")
        replayed["X-GitHub-Delivery"] = "another"
        #expect(await hooks.call("github", replayed).status == .ok)
        #expect(await hooks.call("github", try hooks.sample("github", id: "two")).status == .ok, "the body is the same")
        #expect(await hooks.read(2).count == 2)
        #expect(hooks.inbox.overview().first { $0.name == "github" }?.counts.repeated == 3)
    }

    @Test("A body is never read for a name that is unknown, nor one that is announced as too large")
    func unread() async throws {
        let hooks = try Hooks()
        let read = Mutex(false)
        let body: @Sendable () async throws -> [UInt8] = {
            read.withLock { $0 = true }
            return []
        }
        #expect(await hooks.call("/webhooks/nobody", body: body).status == .notFound)
        #expect(await hooks.call("/webhooks/github", method: .get, body: body).status == .methodNotAllowed)
        let length = ["Content-Length": "\(WebhookDoor.bodyLimit + 1)"]
        let answer = await hooks.call("/webhooks/github", headers: length, body: body)
        #expect(answer.status == .contentTooLarge && answer.closesConnection)
        #expect(read.withLock { $0 } == false)
    }

    @Test("A body that turns out too large, or breaks off, is refused before it is checked")
    func oversized() async throws {
        let hooks = try Hooks()
        let large = await hooks.call("/webhooks/github") { [UInt8](repeating: 0x20, count: WebhookDoor.bodyLimit + 1) }
        #expect(large.status == .contentTooLarge)
        let broken = await hooks.call("/webhooks/github") { throw CocoaError(.fileReadUnknown) }
        #expect(broken.status == .contentTooLarge && broken.closesConnection)
        #expect(hooks.inbox.overview().allSatisfy { $0.counts.refused == 0 })
    }

    @Test("A body that takes too long is given up, and its connection too")
    func slow() async throws {
        let hooks = try Hooks(bodyDeadline: .milliseconds(20))
        let answer = await hooks.call("/webhooks/github") {
            try await Task.sleep(for: .seconds(600))
            return []
        }
        #expect(answer.status == .requestTimeout && answer.closesConnection)
    }

    @Test("So many bodies are read at one time, and no more")
    func atOnce() async throws {
        let hooks = try Hooks()
        let (begun, beginning) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: HTTPResponse.Status.self) { group in
            for _ in 0..<WebhookDoor.readingLimit {
                group.addTask {
                    await hooks.call("/webhooks/github") {
                        beginning.yield()
                        try await Task.sleep(for: .seconds(600))
                        return []
                    }.status
                }
            }
            var count = 0
            for await _ in begun {
                count += 1
                if count == WebhookDoor.readingLimit { break }
            }
            #expect(await hooks.call("/webhooks/github") { [] }.status == .serviceUnavailable)
            group.cancelAll()
        }
        #expect(await hooks.call("/webhooks/github") { [] }.status == .unauthorized)
    }

    @Test("What waits is bounded, and what found no room is taken when it comes again")
    func full() async throws {
        let hooks = try Hooks()
        func request(_ number: Int) -> WebhookRequest {
            var body = Array(
                #"{"events":[{"id":"\#(number)","action":"push","request":{"host":"registry.example.com"},"#.utf8)
            body += Array(#""target":{"repository":"shop/api","tag":"1"}}]}"#.utf8)
            body += [UInt8](repeating: 0x20, count: WebhookDoor.bodyLimit - body.count)
            return WebhookRequest(headers: [("Authorization", Hooks.secret.text ?? "")], body: body)
        }
        let room = WebhookInbox.waitingLimit / WebhookDoor.bodyLimit
        for number in 0..<room {
            #expect(await hooks.call("registry", request(number)).status == .accepted)
        }
        #expect(await hooks.call("registry", request(room)).status == .serviceUnavailable)
        #expect(await hooks.read(room).count == room)
        #expect(await hooks.call("registry", request(room)).status == .accepted)
    }

    @Test("One address may come so often, and others are not hindered")
    func rate() async throws {
        let now = Mutex(ContinuousClock.now)
        let hooks = try Hooks(
            buckets: TokenBuckets(burst: 3, perSecond: 2, now: { now.withLock { $0 } }))
        let request = WebhookRequest(body: [])
        for _ in 0..<3 { #expect(await hooks.call("github", request).status == .unauthorized) }
        #expect(await hooks.call("github", request).status == .tooManyRequests)
        #expect(await hooks.call("nobody", request).status == .tooManyRequests)
        #expect(await hooks.call("github", request, from: "192.0.2.2").status == .unauthorized)
        now.withLock { $0 += .seconds(1) }
        for _ in 0..<2 { #expect(await hooks.call("github", request).status == .unauthorized) }
        #expect(await hooks.call("github", request).status == .tooManyRequests)
    }

    @Test("Callers that are remembered are bounded")
    func callers() {
        let now = Mutex(ContinuousClock.now)
        let buckets = TokenBuckets(burst: 1, perSecond: 0, now: { now.withLock { $0 } })
        #expect(buckets.admits("first") && !buckets.admits("first"))
        for number in 0..<TokenBuckets.callers {
            now.withLock { $0 += .milliseconds(1) }
            #expect(buckets.admits("\(number)"))
        }
        #expect(buckets.admits("first"))
    }

    @Test("What became of deliveries is told to admins, bodies and secrets never")
    func reports() async throws {
        let hooks = try Hooks()
        _ = await hooks.call("registry", try hooks.sample("registry"))
        let nonsense = WebhookRequest(headers: [("Authorization", Hooks.secret.text ?? "")], body: Array("no".utf8))
        _ = await hooks.call("registry", nonsense)
        _ = await hooks.call("github", try hooks.sample("github"))
        #expect(await hooks.read(3).count == 2)
        let answer = await hooks.call(
            "/api/v1/webhooks", method: .get, headers: ["authorization": "Bearer \(Shop.token("admin"))"], body: { [] })
        let webhooks = try answer.decoded([WebhookBody].self)
        #expect(webhooks.map(\.name) == ["github", "quay", "registry"])
        let reports = try #require(webhooks.last?.deliveries)
        #expect(reports.map(\.outcome) == ["The body is not JSON.", "Brought forward: scans of shop."])
        #expect(reports.map(\.hints) == [[], ["registry.example.com/shop/api:1.1.0"]])
        #expect(!answer.text.contains(Hooks.secret.text ?? "?"))
    }
}
