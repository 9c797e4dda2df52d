import Foundation
import TestServers
import Testing

@testable import SSHTransport

/// Keys that an agent holds.
@Suite("ssh-agent against a real sshd") struct AgentTests {
    @Test("every key type", arguments: SSHServer.KeyType.allCases, SSHTransports.Preference.allCases)
    func keyTypes(type: SSHServer.KeyType, preference: SSHTransports.Preference) throws {
        let fixture = try Fixture(key: type)
        let agent = try SSHAgent(keys: [fixture.key])
        let failure = try connect(fixture, agent.socket, nil, preference)
        guard type == .rsa, preference == .libssh2, !LibSSH2.hasModernRSA else {
            #expect(failure == nil)
            return
        }
        guard case .needsOpenSSH = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test(
        "the right one among several is found, or chosen", arguments: SSHTransports.Preference.allCases, [true, false])
    func several(preference: SSHTransports.Preference, isChosen: Bool) throws {
        let fixture = try Fixture()
        let strangers = try (0..<3).map { try fixture.unauthorizedKey("stranger\($0)") }
        let agent = try SSHAgent(keys: strangers + [fixture.key])
        let chosen = isChosen ? try String(contentsOfFile: fixture.key + ".pub", encoding: .utf8) : nil
        #expect(try connect(fixture, agent.socket, chosen, preference) == nil)
        let stranger = try String(contentsOfFile: strangers[0] + ".pub", encoding: .utf8)
        let failure = try connect(fixture, agent.socket, stranger, preference)
        guard case .authenticationFailed = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
    }

    @Test("no agent, an empty agent") func none() throws {
        let fixture = try Fixture()
        let missing = try connect(fixture, fixture.server.directory.file("nothing"), nil, .libssh2)
        guard case .agentUnusable = missing?.reason else {
            Issue.record("\(String(describing: missing))")
            return
        }
        let agent = try SSHAgent(keys: [])
        let empty = try withExtendedLifetime(agent) { try connect(fixture, agent.socket, nil, .libssh2) }
        #expect(empty?.reason == .agentUnusable(problem: "it has no keys"))
    }

    @Test("a hung agent does not hold anybody beyond the deadline", arguments: SSHTransports.Preference.allCases)
    func hung(preference: SSHTransports.Preference) throws {
        let fixture = try Fixture()
        let agent = try SSHAgent(keys: [fixture.key])
        agent.freeze()
        let start = ContinuousClock.now
        let failure = try connect(fixture, agent.socket, nil, preference, within: .milliseconds(800))
        guard case .timedOut = failure?.reason else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(start.duration(to: .now) < .milliseconds(1200))
    }

    private func connect(
        _ fixture: Fixture, _ socket: String, _ chosen: String?, _ preference: SSHTransports.Preference,
        within duration: Duration = .seconds(20)
    ) throws -> TransportFailure? {
        var identity = fixture.identity
        identity.key = .agent(socket: socket, publicKey: chosen)
        let transport = SSHTransports().make(fixture.endpoint, identity: identity, preference: preference)
        do {
            _ = try transport.listReferences(fixture.repository, within: duration)
            return nil
        } catch let failure as TransportFailure {
            return failure
        }
    }
}
