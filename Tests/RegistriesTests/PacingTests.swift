import HTTPTransport
import Promotion
import Registries
import Synchronization
import TestServers
import Testing

@Suite("Registries behind the paced sender")
struct PacingTests {
    @Test("429 holds back all work at that registry until Retry-After is over, and then the list is whole")
    func pause() async throws {
        let clock = SteppedClock()
        let isOverloaded = Mutex(true)
        let registry = try LyingRegistry(tags: (0..<250).map { "v\($0)" }) { request in
            let refuses = isOverloaded.withLock { isOverloaded in
                defer { if request.query["last"] == "v99" { isOverloaded = false } }
                return isOverloaded && request.query["last"] == "v99"
            }
            return refuses ? TestResponse(429, headers: [("Retry-After", "30")]) : nil
        }
        let sender = PacedSender(try HTTPClient(), clock: clock, secondsSince1970: { 0 }, seed: 1)
        let registries = OCIRegistries(sender, settings: [registry.authority: .plain], cache: NoDetailsCache())
        let repository = try registry.repository()
        let list = Task { try await registries.tags(of: repository).count }
        await registry.waitForRequests(2)
        await clock.waitForSleepers(1)
        let digest = Task { try await registries.digest(of: "none", in: repository) }
        while sender.waiting[registry.authority] != 2 { await Task.yield() }
        clock.advance(by: .seconds(29))
        #expect(registry.requests.count == 2)
        await clock.waitForSleepers(1)
        clock.advance(by: .seconds(1))
        #expect(try await list.value == 250)
        #expect(try await digest.value == nil)
        #expect(registry.requests.count == 5)
    }
}
