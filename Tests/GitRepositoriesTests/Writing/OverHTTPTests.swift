import Foundation
import GitRepositories
import Promotion
import Synchronization
import TestServers
import Testing

extension RealServerTests {
    @Suite("Over HTTP")
    struct OverHTTPTests {
        /// Spoils the first pushes, as many as it is told.
        private final class Saboteur: Sendable {
            private let left: Mutex<Int>
            init(_ count: Int = 1) { left = Mutex(count) }

            func strikes(_ request: TestRequest) -> Bool {
                guard request.method == "POST", request.path.hasSuffix("/git-receive-pack") else { return false }
                return left.withLock { left in
                    left -= 1
                    return left >= 0
                }
            }
        }

        @Test(
            "Cut after the server has acted: found, not sent again",
            arguments: [TestResponse.Delivery.cut(reset: false), .cut(reset: true), .truncated(10)])
        func landed(_ delivery: TestResponse.Delivery) async throws {
            let saboteur = Saboteur()
            let fixture = try await WebFixture { request, answer in
                var response = answer()
                if saboteur.strikes(request) { response.delivery = delivery }
                return response
            }
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"), "\(String(describing: outcome))")
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
            #expect(fixture.pushes.count == 1)
        }

        @Test("A gateway's error is no answer: what became of the push is looked up", arguments: [true, false])
        func gateway(hasActed: Bool) async throws {
            let saboteur = Saboteur()
            let fixture = try await WebFixture { request, answer in
                guard saboteur.strikes(request) else { return answer() }
                if hasActed { _ = answer() }
                return TestResponse(502)
            }
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"), "\(String(describing: outcome))")
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
            #expect(fixture.pushes.count == (hasActed ? 1 : 2))
            // What stands before the first zero: the old and the new commit, and the branch. Packs may order their objects.
            let commands = fixture.pushes.map { String(decoding: $0.body.prefix { $0 != 0 }, as: UTF8.self) }
            #expect(Set(commands).count == 1 && commands[0].hasSuffix(" refs/heads/main"), "\(commands)")
        }

        @Test("A server that never answers the push costs its deadline; the next send finds what landed")
        func unanswered() async throws {
            let saboteur = Saboteur()
            let fixture = try await WebFixture { request, answer in
                let response = answer()
                return saboteur.strikes(request) ? .silence : response
            }
            let start = ContinuousClock.now
            let problem = try #require(
                await fixture.send(.adding("x\n", key: "p1"), within: .seconds(2))["p1"]?.problem)
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(problem.isTransient, "\(problem)")
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"))
            #expect(fixture.pushes.count == 1)
        }

        @Test(
            "Cut at any byte of the conversation: at most one commit, and the next send settles it", arguments: 0..<16)
        func cutAnywhere(step: Int) async throws {
            let server = try await GitHTTPServer()
            let proxy = try CuttingProxy(to: server.port)
            let fixture = try WebFixture(server: server, port: proxy.port)
            let direction = CuttingProxy.Direction.allCases[step % 2]
            proxy.behaviour = .cut(after: 1 + step * 60, direction)
            let first = await fixture.send(.adding("x\n", key: "p1"), within: .seconds(10))["p1"]
            if let problem = first?.problem { #expect(problem.isTransient, "\(problem)") }
            proxy.behaviour = .forward
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"), "\(String(describing: outcome))")
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }

        @Test("A push that the server refuses by its status is not repeated", arguments: [401, 403, 413])
        func refused(status: Int) async throws {
            let saboteur = Saboteur(100)
            let fixture = try await WebFixture { request, answer in
                saboteur.strikes(request) ? .text("protected", status) : answer()
            }
            let problem = try #require(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.problem)
            #expect(!problem.isTransient && problem.summary.contains("HTTP \(status)"), "\(problem)")
            #expect(fixture.pushes.count == 1)
            #expect(try fixture.git("rev-list", "--count", "main") == "1")
        }

        @Test("What a hook says reaches the person")
        func hook() async throws {
            let fixture = try await WebFixture()
            try fixture.server.installHook("pre-receive", in: fixture.repository, "echo 'Ticket missing'; exit 1")
            let problem = try #require(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.problem)
            #expect(!problem.isTransient && problem.summary.contains("Ticket missing"), "\(problem)")
        }

        @Test("A wrong token is a permanent problem that says what to do, and a probe finds it")
        func wrongToken() async throws {
            let server = try await GitHTTPServer()
            let fixture = try WebFixture(server: server, token: "outdated")
            let remote = fixture.branch.remote
            let problem = try #require(
                await #expect(throws: Problem.self) {
                    try await fixture.repositories.probePush(to: remote, deadline: .seconds(10))
                })
            #expect(!problem.isTransient && "\(problem)".contains("token has not expired"), "\(problem)")
            #expect(!"\(problem)".contains("outdated"))
            await #expect(throws: Problem.self) {
                try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(10))
            }
        }

        @Test("A probe asks for the right to push, and sends nothing")
        func probe() async throws {
            let fixture = try await WebFixture()
            try await fixture.repositories.probePush(to: fixture.branch.remote, deadline: .seconds(10))
            #expect(fixture.server.requests.map(\.query) == [["service": "git-receive-pack"]])
        }

        @Test("What both sides have in part is negotiated request by request")
        func negotiation() async throws {
            let fixture = try await WebFixture()
            let keys = (0..<70).map { "p\($0)" }
            let outcomes = await fixture.repositories.send(
                keys.map { .adding("\($0)\n", key: $0) }, to: fixture.branch, deadline: .seconds(30)
            ) { _ in true }
            #expect(outcomes.values.compactMap(\.landed).count == 70)
            // The server forgets all of them: the mirror tells in vain of more commits than one request holds.
            try fixture.git("update-ref", "refs/heads/main", "main~70")
            try fixture.git("repack", "-q", "-a", "-d")
            try fixture.git("prune", "--expire=now")
            let blob = String(repeating: "a line of a large file\n", count: 100_000)
            let next = try fixture.server.commit(["large": blob], to: fixture.repository)
            let before = fixture.server.requests.count
            #expect(try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(20))?.hex == next)
            let files = try await fixture.repositories.files(
                ["large"], at: CommitID(hex: next), of: fixture.branch.remote)
            #expect(files["large"] == Array(blob.utf8))
            let asked = fixture.server.requests.dropFirst(before).filter { $0.path.hasSuffix("/git-upload-pack") }
            #expect(asked.count > 2)
        }

        @Test("A cancelled send ends at once")
        func cancelled() async throws {
            let fixture = try await WebFixture { request, answer in
                request.method == "POST" ? .silence : answer()
            }
            let start = ContinuousClock.now
            let task = Task { await fixture.send(.adding("x\n", key: "p1"), within: .seconds(60)) }
            await fixture.server.waitForRequests(2)
            task.cancel()
            #expect(await task.value["p1"]?.problem?.isTransient == true)
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }
}
