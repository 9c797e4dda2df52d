import Foundation
import GitRepositories
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("Hung servers")
    struct HungServerTests {
        @Test(
            "A server that stops answering costs its deadline and no more, at any stage; afterwards the send goes through",
            arguments: [0, 20, 900, 1800, 2600, 3000, 3300, 3600, 4000])
        func stalled(bytes: Int) async throws {
            let server = try SSHServer()
            let proxy = try CuttingProxy(to: server.port, .stall(after: bytes, .toClient))
            let fixture = try Fixture(port: proxy.port, server: server)
            let start = ContinuousClock.now
            let problem = await fixture.send(.adding("x\n", key: "p1"), within: .seconds(2))["p1"]?.problem
            #expect(ContinuousClock.now - start < .seconds(5))
            if let problem { #expect(problem.isTransient, "\(problem)") }
            proxy.behaviour = .forward
            proxy.cutAll()
            let outcome = await fixture.send(.adding("x\n", key: "p1"))["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"), "\(String(describing: outcome))")
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }

        @Test("Processes frozen in the middle of a send", arguments: [CrashPoint.Phase.commitMade, .packSent])
        func frozen(phase: CrashPoint.Phase) async throws {
            let server = try SSHServer()
            let fixture = try Fixture(
                server: server, crashPoint: CrashPoint { if $0 == phase { server.stopConnections() } })
            let problem = await fixture.send(.adding("x\n", key: "p1"), within: .seconds(2))["p1"]?.problem
            if let problem { #expect(problem.isTransient) }
            server.resume()
            server.killConnections()
            await fixture.repositories.close()
            var settings = fixture.settings
            settings.crashPoint = CrashPoint { _ in }
            let outcome = await GitRepositories(settings).send(
                [.adding("x\n", key: "p1")], to: fixture.branch, deadline: .seconds(30)
            ) { _ in true }["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"))
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }

        @Test("A hung remote does not delay another one, and who waits for it leaves at his own deadline")
        func others() async throws {
            let server = try SSHServer()
            let proxy = try CuttingProxy(to: server.port, .stall(after: 1000, .toClient))
            let hung = try Fixture(port: proxy.port, server: server)
            let sound = try Fixture(server: server)
            async let stuck = hung.send(.adding("x\n", key: "p1"), within: .seconds(4))
            let waiting = Task { try await hung.repositories.tip(of: hung.branch, deadline: .seconds(1)) }
            let start = ContinuousClock.now
            #expect(await sound.send(.adding("x\n", key: "p1"))["p1"]?.landed != nil)
            #expect(ContinuousClock.now - start < .seconds(3))
            await #expect(throws: Problem.self) { _ = try await waiting.value }
            #expect(ContinuousClock.now - start < .seconds(3.5))
            #expect(await stuck["p1"]?.problem?.isTransient == true)
        }

        @Test("A cancelled send ends at once")
        func cancelled() async throws {
            let server = try SSHServer()
            let proxy = try CuttingProxy(to: server.port, .stall(after: 1000, .toClient))
            let fixture = try Fixture(port: proxy.port, server: server)
            let start = ContinuousClock.now
            let task = Task { await fixture.send(.adding("x\n", key: "p1"), within: .seconds(60)) }
            task.cancel()
            #expect(await task.value["p1"]?.problem?.isTransient == true)
            #expect(ContinuousClock.now - start < .seconds(10))
        }
    }
}
