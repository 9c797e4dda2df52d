import Foundation
import HTTPTransport
import Logging
import Synchronization
import Testing
import Webhooks

@testable import sluice

@Suite("Keys of identity tokens")
struct IssuerKeyCacheTests {
    /// Publishes one key, and counts how often it is asked.
    private final class Issuer: HTTPSending {
        let asked = Mutex(0)
        let isDown = Mutex(false)
        let time = Mutex(Date(timeIntervalSince1970: 1_800_000_000))

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            asked.withLock { $0 += 1 }
            if isDown.withLock({ $0 }) { return HTTPResponse(status: 503) }
            // 2048 bits that nobody has the private key of.
            let modulus = "0" + String(repeating: "-", count: 341) + "s"
            return HTTPResponse(
                status: 200, body: Array(#"{"keys":[{"kty":"RSA","kid":"one","n":"\#(modulus)","e":"AQAB"}]}"#.utf8))
        }

        var count: Int { asked.withLock { $0 } }
        func pass(_ seconds: TimeInterval) { time.withLock { $0 += seconds } }
    }

    private let issuer = Issuer()
    private let cache: IssuerKeyCache

    init() {
        let issuer = issuer
        cache = IssuerKeyCache(
            http: issuer, now: { issuer.time.withLock { $0 } },
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func knows(_ id: String) async -> Bool {
        await cache.keys(at: "https://keys.example.com", knowing: id).has(id)
    }

    @Test("They are read once and kept for hours")
    func kept() async {
        for _ in 0..<3 { #expect(await knows("one")) }
        #expect(issuer.count == 1)
        issuer.pass(IssuerKeyCache.lifetime)
        #expect(await knows("one"))
        #expect(issuer.count == 2)
    }

    @Test("Made-up keys have the issuer asked once a minute, whoever sends them")
    func unknown() async {
        for number in 0..<100 { #expect(await !knows("made up \(number)")) }
        #expect(issuer.count == 1)
        issuer.pass(IssuerKeyCache.pause)
        #expect(await !knows("made up"))
        #expect(issuer.count == 2)
    }

    @Test("While the issuer is down the known keys stay, and it is asked again after a minute")
    func down() async {
        #expect(await knows("one"))
        issuer.isDown.withLock { $0 = true }
        issuer.pass(IssuerKeyCache.lifetime)
        #expect(await knows("one"))
        #expect(await knows("one"))
        #expect(issuer.count == 2)
        issuer.isDown.withLock { $0 = false }
        issuer.pass(IssuerKeyCache.pause)
        #expect(await knows("one"))
        #expect(issuer.count == 3)
    }
}
