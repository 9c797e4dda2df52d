import Testing

@testable import SSHTransport

@Suite("Deadlines and cancellation") struct DeadlineTests {
    @Test("the time left is rounded up for poll and capped")
    func timeout() {
        #expect(Deadline.after(.seconds(-1)).pollTimeout(cap: 1000) == 0)
        #expect(Deadline.after(.seconds(3600)).pollTimeout(cap: 1000) == 1000)
        #expect(Deadline.after(.seconds(Int64.max / 4)).pollTimeout(cap: 1000) == 1000)
        #expect((1...100).contains(Deadline.after(.milliseconds(100)).pollTimeout(cap: 1000)))
        #expect(Deadline.after(.seconds(-1)).remaining == .zero)
    }

    @Test("a cancellation that came first stops every later wait") func early() throws {
        let cancellation = Cancellation()
        cancellation.cancel()
        cancellation.cancel()
        let endpoint = try SSHEndpoint(host: "example.com", user: "git")
        let waiter = Waiter(endpoint: endpoint, deadline: .after(.seconds(60)), cancellation: cancellation)
        for _ in 0..<3 {
            let failure = #expect(throws: TransportFailure.self) { try waiter.check(during: .reading) }
            #expect(failure?.reason == .cancelled(during: .reading))
        }
    }
}
