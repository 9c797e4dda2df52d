import Promotion
import Synchronization
import Testing

@testable import Registries

@Suite("Single flight")
struct SingleFlightTests {
    private let flights = SingleFlight<String, Int>()

    @Test("does the work once for all who wait, and anew for who comes later")
    func sharing() async throws {
        let runs = Mutex(0)
        let (stream, gate) = AsyncStream<Void>.makeStream()
        let work: @Sendable () async throws(Problem) -> Int = { () async throws(Problem) in
            let run = runs.withLock { runs in
                runs += 1
                return runs
            }
            for await _ in stream { break }
            return run
        }
        let started = Task { try await flights.value(for: "a", work) }
        while runs.withLock({ $0 }) == 0 { await Task.yield() }
        // It joins: the first cannot end before the gate opens, and a cancelled caller is known to have joined.
        let joined = Task { try await flights.value(for: "a", work) }
        let other = Task { try await flights.value(for: "b") { () async throws(Problem) in 7 } }
        #expect(try await other.value == 7)
        joined.cancel()
        _ = await joined.result
        gate.finish()
        #expect(try await started.value == 1)
        #expect(try await flights.value(for: "a", work) == 2)
    }

    @Test("ends the work when the last caller has left, and not before")
    func leaving() async throws {
        let (started, announce) = AsyncStream<Void>.makeStream()
        let wasCancelled = Mutex(false)
        let work: @Sendable () async throws(Problem) -> Int = { () async throws(Problem) in
            announce.yield()
            do {
                try await Task.sleep(for: .seconds(3600))
                return 1
            } catch {
                wasCancelled.withLock { $0 = true }
                announce.finish()
                throw .cancelled
            }
        }
        let caller = Task { try await flights.value(for: "a", work) }
        var events = started.makeAsyncIterator()
        await events.next()
        caller.cancel()
        await #expect(throws: Problem.cancelled) { try await caller.value }
        #expect(await events.next() == nil)
        #expect(wasCancelled.withLock { $0 })
    }

    @Test("hands everybody the same failure")
    func failure() async throws {
        let problem = Problem.permanent("no")
        await #expect(throws: problem) {
            try await flights.value(for: "a") { () async throws(Problem) in throw problem }
        }
    }
}

@Suite("Bounded cache")
struct BoundedCacheTests {
    @Test("never holds more than its capacity, and keeps what was used last")
    func eviction() {
        let cache = BoundedCache<Int, Int>(capacity: 8)
        for number in 0..<100 {
            cache[number] = number
            #expect(cache[0] == 0, "the most used one is dropped at \(number)")
            #expect(cache.count <= 8)
        }
        #expect(cache[99] == 99)
        #expect(cache[50] == nil)
        cache[99] = nil
        #expect(cache[99] == nil)
    }
}
