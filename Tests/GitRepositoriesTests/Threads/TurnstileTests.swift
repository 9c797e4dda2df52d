import Synchronization
import Testing

@testable import GitRepositories

@Suite("Turnstile")
struct TurnstileTests {
    @Test("Lets one in at a time, and everybody in the end")
    func exclusive() async throws {
        let turnstile = Turnstile()
        let inside = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    try await turnstile.pass(by: .now + .seconds(60)) {
                        inside.enter()
                        await Task.yield()
                        inside.leave()
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(inside.most == 1)
        #expect(inside.total == 100)
    }

    @Test("Who waits leaves at the deadline or when cancelled; the next one still gets in")
    func givingUp() async throws {
        let turnstile = Turnstile()
        try await turnstile.pass(by: .now + .seconds(60)) {
            await #expect(throws: Turnstile.WaitedTooLong.self) {
                try await turnstile.pass(by: .now + .milliseconds(20)) {}
            }
            let task = Task { try await turnstile.pass(by: .now + .seconds(60)) {} }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        let entered = try await turnstile.pass(by: .now) { true }
        #expect(entered)
    }

    @Test("A failure inside lets the next one in")
    func failure() async throws {
        struct Failure: Error {}
        let turnstile = Turnstile()
        await #expect(throws: Failure.self) { try await turnstile.pass(by: .now) { throw Failure() } }
        let entered = try await turnstile.pass(by: .now) { true }
        #expect(entered)
    }
}

private final class Count: Sendable {
    private let state = Mutex((now: 0, most: 0, total: 0))

    var most: Int { state.withLock { $0.most } }
    var total: Int { state.withLock { $0.total } }

    func enter() {
        state.withLock { state in
            state.now += 1
            state.total += 1
            state.most = max(state.most, state.now)
        }
    }

    func leave() { state.withLock { $0.now -= 1 } }
}
