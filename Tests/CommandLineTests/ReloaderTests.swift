import Configurations
import Engine
import Foundation
import Logging
import PortsTestKit
import Promotion
import TestServers
import Testing
import Web

@testable import sluice

@Suite("Configuration in force")
struct ReloaderTests {
    private let folder: TemporaryDirectory
    private let environment = ["ALICE": "a token of alice's", "TWIN": "a token of alice's"]

    init() throws {
        folder = try TemporaryDirectory("reload")
        try write()
    }

    private func write(users: String = "alice: { token: env:ALICE }", role: String = "admin") throws {
        try folder.write(
            """
            git: { author: { name: Sluice, email: sluice@example.com } }
            users:
              \(users)
            roles:
              - { who: alice, role: \(role) }
            """, to: "sluice.yaml")
    }

    private func refusal() -> [String] {
        do throws(ConfigurationRefusal) {
            _ = try PreparedConfiguration(directory: folder.path, environment: environment)
            return []
        } catch {
            return error.lines
        }
    }

    @Test("A user's token opens, and its hash alone is kept")
    func tokens() throws {
        let prepared = try PreparedConfiguration(directory: folder.path, environment: environment)
        #expect(String(describing: prepared.access).contains("a token of alice's") == false)
        #expect(refusal() == [])
    }

    @Test("Everything that is wrong with secrets is said at once, with its place and without the secret")
    func secrets() throws {
        try write(
            users: """
                alice: { token: env:ALICE }
                  bob: { token: env:MISSING }
                  carol: { token: file:short }
                  dave: { token: env:TWIN }
                """)
        try folder.write("short\n", to: "short")
        let lines = refusal()
        #expect(lines.count == 3, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("users.bob.token: ") && $0.contains("env:MISSING") })
        #expect(lines.contains { $0.hasPrefix("users.carol.token: ") })
        #expect(lines.contains { $0.hasPrefix("users.dave: alice has the same token") })
        #expect(!lines.joined().contains("a token of"))
    }

    @Test("A signing key that is none is refused")
    func signingKey() throws {
        try folder.write("nonsense", to: "key")
        try folder.write(
            """
            git: { author: { name: Sluice, email: sluice@example.com }, signing: { ssh: file:key } }
            """, to: "sluice.yaml")
        #expect(refusal().count == 1)
        #expect(refusal().first?.hasPrefix("git.signing.ssh: ") == true)
    }

    @Test("An encrypted signing key is opened with its passphrase, and refused with another")
    func encryptedSigningKey() throws {
        try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "open sesame", "-f", folder.file("key")])
        try folder.write(
            """
            git:
              author: { name: Sluice, email: sluice@example.com }
              signing: { ssh: file:key, passphrase: file:passphrase }
            """, to: "sluice.yaml")
        try folder.write("open sesame\n", to: "passphrase")
        #expect(try PreparedConfiguration(directory: folder.path, environment: environment).signingKey != nil)
        try folder.write("open the door\n", to: "passphrase")
        let lines = refusal()
        #expect(lines.count == 1 && lines.joined().contains("the passphrase does not decrypt it"), "\(lines)")
        #expect(!lines.joined().contains("open the door"))
    }

    @Test("A good configuration takes the old one's place; a broken one does not, and is told")
    func reload() async throws {
        let live = LiveConfiguration(try PreparedConfiguration(directory: folder.path, environment: environment))
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let engine = Engine(
            live.current.definitions,
            ports: EnginePorts(
                store: InMemoryStore(), registry: FakeImageRegistry(),
                remotes: FakeGitRemotes(FakeGitServer(now: { Date() }), now: { Date() }),
                reconciler: { _ in FakeReconciler() }, verifier: { FakeVerifier() }, forges: { [:] },
                writer: { _ in PlainWriter() },
                crashPoint: CrashPoint { _ in }), log: log)
        let reloader = Reloader(live, engine: engine, environment: environment, log: log)
        var changes = live.changes().makeAsyncIterator()

        try write(users: "alice: { token: env:ALICE, groups: [sre] }")
        _ = try await reloader.reload(because: "a test")
        #expect(live.current.settings.users["alice"]?.groups == ["sre"])
        #expect(await changes.next() != nil)

        try write(users: "alice: { tokn: env:ALICE }")
        let problem = await #expect(throws: Problem.self) { try await reloader.reload(because: "a test") }
        #expect(problem?.summary.contains("sluice.yaml:3:12: ") == true, "\(String(describing: problem))")
        #expect(live.current.settings.users["alice"]?.groups == ["sre"])
        #expect(live.refusal?.contains("sluice.yaml:3:12: ") == true)

        try write()
        _ = try await reloader.reload(because: "a test")
        #expect(live.refusal == nil)
        #expect(live.current.settings.users["alice"]?.groups == [])
    }

    @Test("What only a start reads is said when it changes")
    func restart() async throws {
        let live = LiveConfiguration(try PreparedConfiguration(directory: folder.path, environment: environment))
        let log = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let engine = Engine(
            live.current.definitions,
            ports: EnginePorts(
                store: InMemoryStore(), registry: FakeImageRegistry(),
                remotes: FakeGitRemotes(FakeGitServer(now: { Date() }), now: { Date() }),
                reconciler: { _ in FakeReconciler() }, verifier: { FakeVerifier() }, forges: { [:] },
                writer: { _ in PlainWriter() },
                crashPoint: CrashPoint { _ in }), log: log)
        let reloader = Reloader(live, engine: engine, environment: environment, log: log)
        try folder.write(
            """
            listen: 127.0.0.1:9999
            git: { author: { name: Other, email: sluice@example.com } }
            """, to: "sluice.yaml")
        let result = try await reloader.reload(because: "a test")
        for key in ["listen", "git"] { #expect(result.warnings.contains { $0.contains("`\(key)` was changed") }) }
        #expect(!result.warnings.contains { $0.contains("`store`") })
    }
}
