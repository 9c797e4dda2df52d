import Foundation
import Synchronization
import TestServers
import Testing

@testable import SSHTransport

/// Names, with lookups of the test's own.
@Suite("Name resolution") struct ResolverTests {
    private func waiter(_ duration: Duration, _ cancellation: Cancellation = Cancellation()) throws -> Waiter {
        Waiter(
            endpoint: try SSHEndpoint(host: "git.example.com", user: "git"), deadline: .after(duration),
            cancellation: cancellation)
    }

    private static let address = SocketAddress(family: 2, bytes: [1, 2, 3])

    @Test("an answer") func answer() throws {
        let resolver = Resolver { host, port in
            host == "git.example.com" && port == 22 ? .success([Self.address]) : .success([])
        }
        #expect(try resolver.resolve(waiter(.seconds(10))) == [Self.address])
    }

    @Test("a failure, for a while or for good", arguments: [true, false]) func failure(isTemporary: Bool) throws {
        let resolver = Resolver { _, _ in .failure(ResolverProblem(detail: "no such name", isTemporary: isTemporary)) }
        let failure = try #require(throws: TransportFailure.self) { try resolver.resolve(waiter(.seconds(10))) }
        #expect(failure.reason == .nameNotResolved(detail: "no such name", isTemporary: isTemporary))
        #expect(failure.isTransient == isTemporary)
        #expect(failure.description.contains("no such name"))
    }

    @Test("a hung lookup costs its caller the deadline, all callers one thread, and ends by itself") func hung() throws
    {
        let release = DispatchSemaphore(value: 0)
        let counter = Counter()
        let resolver = Resolver { _, _ in
            counter.increment()
            release.wait()
            return .success([Self.address])
        }
        let start = ContinuousClock.now
        for _ in 0..<3 {
            let failure = try #require(throws: TransportFailure.self) {
                try resolver.resolve(waiter(.milliseconds(50)))
            }
            #expect(failure.reason == .timedOut(during: .resolvingName))
        }
        #expect(start.duration(to: .now) < .seconds(1))
        #expect(counter.value == 1)
        let late = InBackground { [waiter = try waiter(.seconds(10))] in try? resolver.resolve(waiter) }
        release.signal()
        // Whether it joined the hung lookup or, a moment later, began another one, it is answered.
        release.signal()
        #expect(late.value == [Self.address])
    }

    @Test("a cancel is heard") func cancel() throws {
        let release = DispatchSemaphore(value: 0)
        let cancellation = Cancellation()
        let resolver = Resolver { _, _ in
            cancellation.cancel()
            release.wait()
            return .success([])
        }
        let failure = try #require(throws: TransportFailure.self) {
            try resolver.resolve(waiter(.seconds(30), cancellation))
        }
        #expect(failure.reason == .cancelled(during: .resolvingName))
        release.signal()
    }

    @Test("many callers at once") func many() throws {
        let resolver = Resolver { _, _ in .success([Self.address]) }
        let callers = try (0..<50).map { _ in
            let waiter = try waiter(.seconds(20))
            return InBackground { try? resolver.resolve(waiter) }
        }
        for caller in callers { #expect(caller.value == [Self.address]) }
    }

    @Test("the system's resolver") func system() {
        guard case .success(let addresses) = Resolver.system(host: "127.0.0.1", port: 22) else {
            Issue.record("127.0.0.1 is not resolved")
            return
        }
        #expect(addresses.count == 1)
        guard case .failure(let problem) = Resolver.system(host: "does-not-exist.invalid", port: 22) else {
            Issue.record("a name that cannot exist is resolved")
            return
        }
        #expect(!problem.detail.isEmpty)
    }
}

final class Counter: Sendable {
    private let count = Mutex(0)

    var value: Int { count.withLock { $0 } }

    func increment() { count.withLock { $0 += 1 } }
}
