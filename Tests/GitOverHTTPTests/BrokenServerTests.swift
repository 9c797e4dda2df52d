import Foundation
import GitOverHTTP
import HTTPTransport
import SSHTransport
import TestServers
import Testing

extension GitOverHTTPTests {
    @Suite("Broken servers")
    struct BrokenServerTests {
        /// How an answer of the real backend goes out.
        enum Fault: CaseIterable {
            case silent, stalled

            func spoil(_ response: TestResponse) -> TestResponse {
                var response = response
                response.delivery = self == .silent ? .silent : .stalled(20)
                return response
            }
        }

        @Test(
            "A server that stops answering costs the deadline and no more",
            arguments: ["GET", "POST"], Fault.allCases)
        func stalled(method: String, fault: Fault) async throws {
            let fixture = try await Fixture { request, answer in
                request.method == method ? fault.spoil(answer()) : answer()
            }
            let head = try fixture.git("rev-parse", "main")
            let start = ContinuousClock.now
            let failure = #expect(throws: TransportFailure.self) {
                let channel = try fixture.open(within: .seconds(1))
                try channel.write("0032want \(head)\n0000" + "0009done\n")
                _ = try channel.text()
            }
            #expect((.milliseconds(900)..<(.seconds(3))).contains(ContinuousClock.now - start))
            guard case .timedOut = failure?.reason else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }

        @Test("The deadline moves on with what sets it")
        func moving() async throws {
            let fixture = try await Fixture { request, answer in
                guard request.method == "POST" else { return answer() }
                // Ten bytes at 50 ms each, which is more than one deadline.
                return .text(
                    "0123456789", type: "application/x-git-upload-pack-result", delivery: .dripping(50))
            }
            let channel = try fixture.open()
            try channel.write("0000")
            var text = ""
            var buffer = [UInt8](repeating: 0, count: 100)
            let start = ContinuousClock.now
            while text.utf8.count < 10 {
                channel.deadline = .after(.milliseconds(400))
                let count = try buffer.withUnsafeMutableBytes { try channel.read(into: $0) }
                text += String(decoding: buffer[..<count], as: UTF8.self)
            }
            #expect(text == "0123456789")
            #expect(ContinuousClock.now - start > .milliseconds(400))
        }

        @Test("A host that does not take connections costs the deadline and no more")
        func blackHole() async throws {
            let server = try SilentServer()
            let transport = HTTPGitTransport(
                try #require(WebURL(server.url)), access: HTTPGitAccess(), sender: try HTTPClient())
            let start = ContinuousClock.now
            let failure = #expect(throws: TransportFailure.self) {
                _ = try transport.open(
                    .uploadPack, path: "/a.git", deadline: .after(.seconds(1)), cancellation: Cancellation())
            }
            #expect(ContinuousClock.now - start < .seconds(3))
            guard case .timedOut = failure?.reason else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }

        @Test("A cancellation wakes whoever waits, and holds before the next request")
        func cancelled() async throws {
            let fixture = try await Fixture { request, answer in request.method == "GET" ? answer() : .silence }
            let cancellation = Cancellation()
            let channel = try fixture.open(within: .seconds(60), cancellation: cancellation)
            try channel.write("0000")
            try channel.finishWriting()
            let server = fixture.server
            Thread.detachNewThread {
                while server.requests.count < 2 { usleep(1000) }
                cancellation.cancel()
            }
            let start = ContinuousClock.now
            let failure = #expect(throws: TransportFailure.self) { _ = try channel.text() }
            #expect(ContinuousClock.now - start < .seconds(10))
            #expect(failure?.reason == .cancelled(during: .reading))
            let second = #expect(throws: TransportFailure.self) {
                _ = try fixture.open(cancellation: cancellation)
            }
            #expect(second?.reason == .cancelled(during: .connecting))
        }

        @Test("An answer that is cut is no answer", arguments: ["GET", "POST"])
        func cut(method: String) async throws {
            let fixture = try await Fixture { request, answer in
                var response = answer()
                if request.method == method { response.delivery = .truncated(30) }
                return response
            }
            let head = try fixture.git("rev-parse", "main")
            let failure = #expect(throws: TransportFailure.self) {
                let channel = try fixture.open()
                _ = try channel.text()
                try channel.write("0032want \(head)\n0000" + "0009done\n")
                _ = try channel.text()
            }
            guard case .connectionLost(true, _, _) = failure?.reason else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }

        @Test("Nobody listens: a transient failure")
        func refused() async throws {
            let transport = HTTPGitTransport(
                try #require(WebURL("https://127.0.0.1:\(freePort())")), access: HTTPGitAccess(),
                sender: try HTTPClient())
            let failure = #expect(throws: TransportFailure.self) {
                _ = try transport.open(
                    .uploadPack, path: "/a.git", deadline: .after(.seconds(5)), cancellation: Cancellation())
            }
            #expect(failure?.isTransient == true)
        }
    }
}
