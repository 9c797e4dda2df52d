import Foundation
import Promotion
import Testing

@testable import Webhooks

@Suite("Deliveries that come again")
struct RepetitionTests {
    @Test("The same request twice is one delivery", arguments: WebhookKind.allCases)
    func twice(kind: WebhookKind) throws {
        let request = try kind.sample()
        let seen = Memory()
        let keys = kind.receiver().keys(request)
        #expect(!keys.isEmpty)
        #expect(seen.isFirst(keys, of: "hook", now: now))
        #expect(!seen.isFirst(keys, of: "hook", now: now.addingTimeInterval(5)))
        #expect(seen.isFirst(keys, of: "another hook", now: now))
    }

    @Test(
        "A signed body under another id is a replay",
        arguments: [
            (WebhookKind.github, "X-GitHub-Delivery"), (.gitea, "X-Gitea-Delivery"),
            (.bitbucketCloud, "X-Request-UUID"), (.bitbucketDataCenter, "X-Request-Id"),
        ])
    func replay(kind: WebhookKind, header: String) throws {
        var request = try kind.sample()
        let seen = Memory()
        #expect(seen.isFirst(kind.receiver().keys(request), of: "hook", now: now))
        request[header] = "another"
        #expect(!seen.isFirst(kind.receiver().keys(request), of: "hook", now: now.addingTimeInterval(3000)))
    }

    @Test("Bodies that nothing makes unique count as one for seconds only")
    func short() throws {
        let keys = WebhookKind.quay.receiver().keys(try WebhookKind.quay.sample())
        let seen = Memory()
        #expect(seen.isFirst(keys, of: "hook", now: now))
        #expect(!seen.isFirst(keys, of: "hook", now: now.addingTimeInterval(9)))
        #expect(seen.isFirst(keys, of: "hook", now: now.addingTimeInterval(10)))
    }

    @Test(
        "What names the delivery in its body is found",
        arguments: [
            WebhookKind.azureDevOps, .distribution, .acr, .artifactRegistry, .ecr, .cloudEvents,
        ])
    func bodies(kind: WebhookKind) throws {
        let one = try kind.receiver().read(kind.sample(id: "one")).key
        #expect(one != nil)
        #expect(try kind.receiver().read(kind.sample(id: "two")).key != one)
        #expect(try kind.receiver().read(kind.sample(id: "one")).key == one)
    }

    @Test("What could not be taken is taken when it comes again")
    func forgotten() throws {
        let keys = WebhookKind.github.receiver().keys(try WebhookKind.github.sample())
        let seen = Memory()
        #expect(seen.isFirst(keys, of: "hook", now: now))
        seen.forget(keys, of: "hook")
        #expect(seen.isFirst(keys, of: "hook", now: now))
    }

    @Test("Memory is bounded: beyond so many keys those that end first are forgotten")
    func bounded() {
        let seen = Memory(capacity: 100)
        for number in 0..<1000 {
            let key = DeliveryKey(id: "\(number)")
            #expect(seen.isFirst([key], of: "hook", now: now.addingTimeInterval(Double(number))))
        }
        #expect(!seen.isFirst([DeliveryKey(id: "999")], of: "hook", now: now.addingTimeInterval(1000)))
        #expect(seen.isFirst([DeliveryKey(id: "0")], of: "hook", now: now.addingTimeInterval(1000)))
    }
}
