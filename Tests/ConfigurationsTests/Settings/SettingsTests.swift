import Promotion
import Testing

@testable import Configurations

@Suite("Who may do what, and what reaches what")
struct SettingsTests {
    private func settings(_ yaml: String) throws -> Settings {
        let (output, issues) = try decode(settingsFile, "git: { author: { name: S, email: s@example.com } }\n" + yaml)
        #expect(issues == [])
        return try #require(output).settings
    }

    @Test(
        "The credential with the longest path wins, and of two the one with the user",
        arguments: [
            ("ssh://git@git.example.com/a.git", "host"), ("ssh://git@git.example.com/team/a.git", "team"),
            ("ssh://git@git.example.com/team", "team"), ("ssh://git@git.example.com/teams/a.git", "host"),
            ("ssh://deploy@git.example.com/team/a.git", "deploy"), ("ssh://git@git.example.com:2222/a.git", "port"),
            ("git@git.example.com:team/a.git", "team"), ("ssh://git@other.example.com/a.git", nil),
        ] as [(String, String?)])
    func credentials(remote: String, expected: String?) throws {
        let settings = try settings(
            """
            credentials:
              - { for: ssh://git.example.com, key: env:host, knownHosts: k }
              - { for: ssh://git.example.com/team/, key: env:team, knownHosts: k }
              - { for: ssh://deploy@git.example.com/team, key: env:deploy, knownHosts: k }
              - { for: ssh://git.example.com:2222, key: env:port, knownHosts: k }
            """)
        let key = settings.gitCredential(for: try RemoteURL(remote))?.key
        #expect(key == expected.map { .environment($0) })
    }

    @Test(
        "The token with the longest path wins, and none leaves its own server",
        arguments: [
            ("https://git.example.com/a.git", "host"), ("https://git.example.com:443/team/a.git", "team"),
            ("https://git.example.com/teams/a.git", "host"), ("https://git.example.com:8443/a.git", "port"),
            ("http://localhost:3000/a.git", "loopback"), ("http://git.example.com/a.git", nil),
            ("https://other.example.com/a.git", nil), ("ssh://git@git.example.com/a.git", nil),
        ] as [(String, String?)])
    func tokens(remote: String, expected: String?) throws {
        let settings = try settings(
            """
            credentials:
              - { for: "https://git.example.com", token: env:host }
              - { for: "https://git.example.com/team/", username: robot, password: env:team, caFile: ca.pem }
              - { for: "https://git.example.com:8443", token: env:port }
              - { for: "http://localhost:3000", token: env:loopback }
            """)
        let secret = settings.gitTokenCredential(for: try RemoteURL(remote))?.secret
        #expect(secret == expected.map { .environment($0) })
    }

    @Test(
        "The highest role that a user or a group of theirs has in an environment",
        arguments: [
            ("alice", "prod", Role.approver), ("alice", "dev", .viewer), ("bob", "prod", .viewer),
            ("bob", "dev", .promoter),
            ("carol", "prod", nil), ("nobody", "prod", nil),
        ] as [(String, String, Role?)])
    func roles(user: String, environment: String, expected: Role?) throws {
        let settings = try settings(
            """
            users: { alice: { token: env:A, groups: [sre, all] }, bob: { token: env:B, groups: [all] }, carol: { token: env:C } }
            roles:
              - { who: group:sre, role: approver, environments: [prod] }
              - { who: group:all, role: viewer }
              - { who: bob, role: promoter, environments: [dev] }
            """)
        #expect(settings.role(of: user, in: environment) == expected)
    }

    @Test("Nothing in a pipeline is a secret")
    func pipelines() {
        #expect(!pipelineFile.shape.holdsSecret)
        #expect(settingsFile.shape.holdsSecret)
        #expect(environmentFile.shape.holdsSecret)
    }

    @Test("A notification without a name is called by its host")
    func subscribers() throws {
        let subscriber = try settings("notifications: [ { webhook: 'https://chat.example.com:8443/x?token' } ]")
            .notifications[0]
        #expect(subscriber.name == "chat.example.com:8443")
        #expect(subscriber.topics == Set(Notice.Topic.allCases))
    }
}
