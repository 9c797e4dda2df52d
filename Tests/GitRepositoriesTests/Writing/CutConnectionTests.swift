import Foundation
import GitRepositories
import Promotion
import Synchronization
import TestServers
import Testing

extension RealServerTests {
    @Suite("Cut connections")
    struct CutConnectionTests {
        /// A server behind a proxy that a test can cut, at a moment of a send.
        private final class Cutter: Sendable {
            let server: SSHServer
            let proxy: CuttingProxy
            private let action = Mutex<(phase: CrashPoint.Phase, run: @Sendable () -> Void)?>(nil)

            init() throws {
                server = try SSHServer()
                proxy = try CuttingProxy(to: server.port)
            }

            func fixture() throws -> Fixture {
                try Fixture(
                    port: proxy.port, server: server,
                    crashPoint: CrashPoint { [weak self] phase in self?.reached(phase) })
            }

            /// Once, at the next `phase`.
            func at(_ phase: CrashPoint.Phase, _ run: @escaping @Sendable () -> Void) {
                action.withLock { $0 = (phase, run) }
            }

            private func reached(_ phase: CrashPoint.Phase) {
                let run = action.withLock { action -> (@Sendable () -> Void)? in
                    guard action?.phase == phase else { return nil }
                    defer { action = nil }
                    return action?.run
                }
                run?()
            }
        }

        @Test("Cut after the pack, and it landed: found, not sent again")
        func landed() async throws {
            let cutter = try Cutter()
            let fixture = try cutter.fixture()
            let repository = fixture.repository
            try fixture.server.installHook(
                "post-receive", in: repository,
                "cat >> pushes; echo > landed; while [ -e hold ]; do sleep 0.05; done")
            try run(["mkfifo", repository + "/landed"])
            try run(["touch", repository + "/hold"])
            cutter.at(.packSent) {
                // The server has moved the branch, and its hook holds the answer back.
                _ = try? run(["timeout", "20", "cat", repository + "/landed"])
                cutter.proxy.cutAll()
                _ = try? FileManager.default.removeItem(atPath: repository + "/hold")
            }
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"))
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
            let pushes = try String(contentsOfFile: repository + "/pushes", encoding: .utf8)
            #expect(pushes.split(separator: "\n").count == 1)
        }

        @Test("Cut after the pack, and it did not land: the identical commit is sent again")
        func notLanded() async throws {
            let cutter = try Cutter()
            let fixture = try cutter.fixture()
            try fixture.server.installHook(
                "pre-receive", in: fixture.repository,
                "cat >> pushes; [ -e second ] && exit 0; touch second; echo > arrived; while [ -e hold ]; do sleep 0.05; done; exit 1"
            )
            try run(["mkfifo", fixture.repository + "/arrived"])
            try run(["touch", fixture.repository + "/hold"])
            let repository = fixture.repository
            cutter.at(.packSent) {
                _ = try? run(["timeout", "20", "cat", repository + "/arrived"])
                cutter.proxy.cutAll()
                // The hook refuses only now, when nobody hears it any more.
                _ = try? FileManager.default.removeItem(atPath: repository + "/hold")
            }
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"))
            let pushes = try String(contentsOfFile: repository + "/pushes", encoding: .utf8).split(separator: "\n")
            #expect(pushes.count == 2)
            #expect(Set(pushes).count == 1)
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }

        @Test("Cut and unreachable: a transient failure; the identical commit goes out after a restart")
        func unreachable() async throws {
            let cutter = try Cutter()
            let fixture = try cutter.fixture()
            try fixture.server.installHook(
                "pre-receive", in: fixture.repository,
                "cat >> pushes; [ -e second ] && exit 0; touch second; echo > arrived; while [ -e hold ]; do sleep 0.05; done; exit 1"
            )
            try run(["mkfifo", fixture.repository + "/arrived"])
            try run(["touch", fixture.repository + "/hold"])
            let repository = fixture.repository
            cutter.at(.packSent) {
                _ = try? run(["timeout", "20", "cat", repository + "/arrived"])
                cutter.proxy.behaviour = .drop
                cutter.proxy.cutAll()
                _ = try? FileManager.default.removeItem(atPath: repository + "/hold")
            }
            let problem = try #require(await fixture.send(.adding("x\n", key: "p1"))["p1"]?.problem)
            #expect(problem.isTransient)
            await fixture.repositories.close()
            cutter.proxy.behaviour = .forward
            let outcome = await fixture.restarted().send(
                [.adding("x\n", key: "p1")], to: fixture.branch, deadline: .seconds(30)
            ) { _ in true }["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"))
            let pushes = try String(contentsOfFile: repository + "/pushes", encoding: .utf8).split(separator: "\n")
            #expect(pushes.count == 2 && Set(pushes).count == 1)
        }

        @Test(
            "Cut at any byte of the conversation: at most one commit, and the next send settles it", arguments: 0..<24)
        func cutAnywhere(step: Int) async throws {
            let server = try SSHServer()
            let proxy = try CuttingProxy(to: server.port)
            let fixture = try Fixture(port: proxy.port, server: server)
            let direction = CuttingProxy.Direction.allCases[step % 2]
            proxy.behaviour = .cut(after: 300 + step * 300, direction)
            let first = await fixture.send(.adding("x\n", key: "p1"), within: .seconds(10))["p1"]
            if let problem = first?.problem { #expect(problem.isTransient, "\(problem)") }
            proxy.behaviour = .forward
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"), "\(String(describing: outcome))")
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }
    }
}
