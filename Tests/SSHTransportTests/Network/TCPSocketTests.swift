import Glibc
import TestServers
import Testing

@testable import SSHTransport

/// Connecting, with addresses that answer, refuse, or say nothing.
@Suite("TCP connections") struct TCPSocketTests {
    private func addresses(_ host: String, _ port: Int) throws -> [SocketAddress] {
        try Resolver.system(host: host, port: UInt16(port)).get()
    }

    private func waiter(_ duration: Duration) throws -> Waiter {
        Waiter(
            endpoint: try SSHEndpoint(host: "git.example.com", user: "git"), deadline: .after(duration),
            cancellation: Cancellation())
    }

    @Test("the next address is tried where one refuses or is silent") func next() throws {
        let hole = try BlackHole()
        let open = try CuttingProxy(to: freePort())
        let all =
            try addresses("127.0.0.1", freePort()) + addresses("127.0.0.1", hole.port)
            + addresses("127.0.0.1", open.port)
        let start = ContinuousClock.now
        let socket = try TCPSocket(connectingTo: all, waiter(.milliseconds(800)))
        #expect(socket.number >= 0)
        #expect(start.duration(to: .now) < .milliseconds(800))
    }

    @Test("a silent address costs the deadline") func silent() throws {
        let hole = try BlackHole()
        let start = ContinuousClock.now
        let failure = try #require(throws: TransportFailure.self) {
            _ = try TCPSocket(connectingTo: addresses("127.0.0.1", hole.port), waiter(.milliseconds(300)))
        }
        #expect(failure.reason == .timedOut(during: .connecting))
        #expect(start.duration(to: .now) < .milliseconds(450))
    }

    @Test("a refusal is told at once") func refused() throws {
        let failure = try #require(throws: TransportFailure.self) {
            _ = try TCPSocket(connectingTo: addresses("127.0.0.1", freePort()), waiter(.seconds(10)))
        }
        #expect(failure.reason == .connectionRefused)
    }

    @Test("a peer that closed is noticed") func closed() throws {
        let proxy = try CuttingProxy(to: freePort(), .drop)
        let waiter = try waiter(.seconds(10))
        let socket = try TCPSocket(connectingTo: addresses("127.0.0.1", proxy.port), waiter)
        try waiter.wait(for: POLLIN, on: socket.number, during: .reading)
        #expect(!socket.isConnected)
    }
}
