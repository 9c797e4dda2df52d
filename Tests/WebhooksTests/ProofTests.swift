import Foundation
import Promotion
import Secrets
import Testing

@testable import Webhooks

@Suite("Who sent it")
struct ProofTests {
    @Test("The holder of the secret is known, and says what has changed", arguments: WebhookKind.allCases)
    func authentic(kind: WebhookKind) throws {
        let request = try kind.sample()
        #expect(kind.receiver().isAuthentic(request))
        #expect(try kind.receiver().read(request).hints.contains(kind.subject.1))
    }

    @Test("Another secret, none, and half of one are refused", arguments: WebhookKind.allCases)
    func strangers(kind: WebhookKind) throws {
        let request = try kind.sample()
        #expect(!kind.receiver([SecretValue("another secret of 32 characters!")]).isAuthentic(request))
        #expect(!kind.receiver([]).isAuthentic(request))
        #expect(!kind.receiver([SecretValue("a secret of thirty-two character")]).isAuthentic(request))
        #expect(!kind.receiver().isAuthentic(WebhookRequest(body: request.body)))
        #expect(!kind.receiver().isAuthentic(WebhookRequest(query: ["token": ""], body: request.body)))
    }

    @Test("A body that was changed after it was signed is refused", arguments: WebhookKind.allCases.filter(\.signs))
    func forged(kind: WebhookKind) throws {
        var request = try kind.sample()
        request.body.append(0x20)
        #expect(!kind.receiver().isAuthentic(request))
        request.body = []
        #expect(!kind.receiver().isAuthentic(request))
    }

    @Test("A proof of one kind of sender is none of another", arguments: WebhookKind.allCases)
    func others(kind: WebhookKind) throws {
        // Two of Bitbucket's kinds, and those that send the secret in one way, prove themselves alike.
        let families: [[WebhookKind]] = [
            [.github], [.gitlab], [.gitea], [.bitbucketCloud, .bitbucketDataCenter], [.jfrog],
            [.azureDevOps, .distribution, .harbor, .acr, .ecr, .cloudEvents], [.dockerHub, .quay, .artifactRegistry],
        ]
        let family = try #require(families.first { $0.contains(kind) })
        for other in WebhookKind.allCases where !family.contains(other) {
            #expect(!kind.receiver().isAuthentic(try other.sample()), "\(other) passes for \(kind)")
        }
    }

    @Test("While a secret is changed both prove the sender", arguments: WebhookKind.allCases)
    func rotation(kind: WebhookKind) throws {
        let new = SecretValue("the new secret, of 32 characters")
        let receiver = kind.receiver([new, secret])
        #expect(receiver.isAuthentic(try kind.sample()))
        #expect(receiver.isAuthentic(try kind.sample(new)))
    }

    @Test(
        "What is not exactly a signature is none",
        arguments: [
            "", "sha256=", "sha1=757107ea0eb2509fc211221cce984b8a37570b6d",
            "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e170",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1g",
            "sha256=٧57107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e16",
            "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17, sha256=00",
        ])
    func malformed(signature: String) {
        let receiver = WebhookKind.github.receiver([SecretValue("It's a Secret to Everybody")])
        let request = WebhookRequest(
            headers: [("X-Hub-Signature-256", signature)], body: Array("Hello, World!".utf8))
        #expect(!receiver.isAuthentic(request))
    }

    @Test("The example of GitHub's documentation is right, in either case of its digits")
    func documented() {
        let receiver = WebhookKind.github.receiver([SecretValue("It's a Secret to Everybody")])
        let digits = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
        for digits in [digits, digits.uppercased()] {
            let request = WebhookRequest(
                headers: [("x-hub-signature-256", "sha256=\(digits)")], body: Array("Hello, World!".utf8))
            #expect(receiver.isAuthentic(request))
        }
    }

    @Test(
        "A secret that is sent as it is may stand in these places",
        arguments: [
            (["Authorization": "a secret of thirty-two characters"], true),
            (["Authorization": "Bearer a secret of thirty-two characters"], true),
            (["Authorization": "bearer a secret of thirty-two characters"], true),
            (
                [
                    "Authorization": "Basic "
                        + Data("sluice:a secret of thirty-two characters".utf8).base64EncodedString()
                ], true
            ),
            (["X-Sluice-Token": "a secret of thirty-two characters"], true),
            (["Authorization": "Basic " + Data("a secret of thirty-two characters".utf8).base64EncodedString()], false),
            (["Authorization": "Basic ?"], false), (["Authorization": "Bearer"], false),
            (["Authorization": "Bearer a secret of thirty-two characters "], false),
            (["X-Sluice-Token": "A secret of thirty-two characters"], false),
            (["X-Other": "a secret of thirty-two characters"], false),
        ])
    func places(headers: [String: String], expected: Bool) {
        let request = WebhookRequest(headers: headers.map { ($0.key, $0.value) }, body: [])
        #expect(WebhookKind.azureDevOps.receiver().isAuthentic(request) == expected)
    }

    @Test("A secret in the address proves nothing where the sender can send headers, and the other way round")
    func address() {
        let inAddress = WebhookRequest(query: ["token": "a secret of thirty-two characters"], body: [])
        let inHeader = WebhookRequest(
            headers: [("Authorization", "Bearer a secret of thirty-two characters")], body: [])
        #expect(WebhookKind.dockerHub.receiver().isAuthentic(inAddress))
        #expect(!WebhookKind.dockerHub.receiver().isAuthentic(inHeader))
        #expect(!WebhookKind.distribution.receiver().isAuthentic(inAddress))
    }
}
