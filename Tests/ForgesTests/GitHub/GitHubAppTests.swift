import CryptoExtras
import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import TestServers
import Testing

/// A GitHub App with an installation of its own, and the forge that asks as it.
private struct AppFixture {
    /// Making one takes a while.
    static let key: Result<_RSA.Signing.PrivateKey, any Error> = Result {
        try _RSA.Signing.PrivateKey(keySize: .bits2048)
    }

    let host: HostFixture
    let id = "Iv1.\(UUID().uuidString.prefix(8))"
    let installation = Int.random(in: 1000...99_999_999)

    var forge: any Forge { host.forge }
    /// In the order in which GitHub gives them out.
    var tokens: [String] { [host.token, host.token + "-second", host.token + "-third"] }

    init(
        clock: any WallClock = SystemClock(), pem: String? = nil, names installation: Bool = true,
        installations: [Int]? = nil
    ) async throws {
        let (id, number) = (self.id, self.installation)
        let key = try Self.key.get()
        let pem = pem ?? key.pemRepresentation
        host = try await HostFixture(.github, clock: clock) { settings in
            settings.app = GitHubApp(id: id, installation: installation ? number : nil) { .success(pem) }
        }
        let parts = try key.publicKey.getKeyPrimitives()
        try await host.server.order([
            "do": "app", "id": id, "n": parts.modulus.hexadecimal, "e": parts.publicExponent.hexadecimal,
            "installations": installations ?? [number], "tokens": tokens,
        ])
    }

    /// What came of each time that a token was asked for.
    func answers() async throws -> [String] {
        let target = "installations/\(installation)/access_tokens$"
        return try await host.server.order(["do": "answers", "target": target], as: [[String]].self).map { $0[2] }
    }

    /// How many tokens were made.
    func renewals() async throws -> Int { try await answers().count { $0 == "201" } }
}

extension Data {
    fileprivate var hexadecimal: String {
        map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

@Suite("GitHub, asked as an App")
struct GitHubAppTests {
    @Test("keeps the port's contract", arguments: ForgeConformance.names)
    func conformance(clause: String) async throws {
        let fixture = try await AppFixture()
        try await ForgeConformance.check(clause, fixture.host)
        #expect(try await fixture.host.violations() == [])
        // One clause asks for nothing.
        #expect(try await fixture.renewals() <= 1)
    }

    @Test("takes a key in either form that files have")
    func forms() async throws {
        let key = try AppFixture.key.get()
        #expect(key.pemRepresentation.contains("BEGIN RSA PRIVATE KEY"))
        for pem in [key.pemRepresentation, key.pkcs8PEMRepresentation, key.pemRepresentation + "\n"] {
            let fixture = try await AppFixture(pem: pem)
            #expect(try await fixture.forge.find(fixture.host.branches) == nil)
        }
    }

    @Test("renews a token before its hour ends, and not before")
    func hour() async throws {
        let clock = TestWallClock()
        let fixture = try await AppFixture(clock: clock)
        #expect(try await fixture.forge.find(fixture.host.branches) == nil)
        let first = try await fixture.renewals()
        clock.advance(by: 54 * 60)
        #expect(try await fixture.forge.find(fixture.host.branches) == nil)
        #expect(try await fixture.renewals() == first)
        clock.advance(by: 2 * 60)
        #expect(try await fixture.forge.find(fixture.host.branches) == nil)
        #expect(try await fixture.renewals() == first + 1)
    }

    @Test("goes on with another token where one ends in the middle of a call, without sending anything twice")
    func midFlow() async throws {
        let fixture = try await AppFixture()
        let (host, forge) = (fixture.host, fixture.forge)
        let head = try await host.push(host.branches.head)
        #expect(try await forge.find(host.branches) == nil)
        try await host.server.order(["do": "revoke", "token": fixture.tokens[0]])
        let id = try #require(try await forge.findOrOpen(host.draft).mergeRequest?.id)
        try await host.server.order(["do": "revoke", "token": fixture.tokens[1]])
        guard case .merged = try await forge.merge(id, MergeOrder(head: head, method: .merge)) else {
            Issue.record("not merged")
            return
        }
        #expect(try await host.count() == 1)
        #expect(try await fixture.renewals() == 3)
    }

    @Test("asks for one token, however many wait for it")
    func once() async throws {
        let fixture = try await AppFixture()
        let (forge, branches) = (fixture.forge, fixture.host.branches)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 1...20 { group.addTask { _ = try await forge.find(branches) } }
            try await group.waitForAll()
        }
        #expect(try await fixture.renewals() == 1)
    }

    @Test("learns from GitHub's own time where our clock is wrong", arguments: [-86_400.0, -700, 700, 86_400])
    func skew(seconds: TimeInterval) async throws {
        let clock = TestWallClock(Date().addingTimeInterval(seconds))
        let fixture = try await AppFixture(clock: clock)
        #expect(try await fixture.forge.find(fixture.host.branches) == nil)
        #expect(try await fixture.answers() == ["401", "201"])
        clock.advance(by: 30)
        #expect(try await fixture.forge.find(fixture.host.branches) == nil)
        #expect(try await fixture.answers() == ["401", "201"])
    }

    @Test(
        "says what is wrong with a key, and nothing of what is in it",
        arguments: [
            "", "s3cret", "-----BEGIN RSA PRIVATE KEY-----\ns3cret\n-----END RSA PRIVATE KEY-----",
            try! _RSA.Signing.PrivateKey(keySize: .bits2048).publicKey.pemRepresentation,
        ])
    func keys(pem: String) async throws {
        let fixture = try await AppFixture(pem: pem)
        let problem = await #expect(throws: Problem.self) { try await fixture.forge.find(fixture.host.branches) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains(fixture.id) == true && problem?.remedy?.contains("GitHub made") == true)
        #expect(problem?.description.contains("s3cret") == false)
        #expect(try await fixture.answers() == [])
    }

    @Test("a key that GitHub does not know is an error with what to look at")
    func unknownKey() async throws {
        let other = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let fixture = try await AppFixture(pem: other.pemRepresentation)
        let problem = await #expect(throws: Problem.self) { try await fixture.forge.find(fixture.host.branches) }
        #expect(problem?.kind == .unauthorized)
        #expect(problem?.remedy?.contains(fixture.id) == true)
        #expect(problem?.description.contains("eyJ") == false)
        #expect(try await fixture.answers() == ["401"])
    }

    @Test("finds the installation where there is one, and says so where there is none or more", arguments: [0, 1, 2])
    func installations(count: Int) async throws {
        let number = Int.random(in: 1000...99_999_999)
        let fixture = try await AppFixture(names: false, installations: Array(number..<(number + count)))
        guard count != 1 else {
            #expect(try await fixture.forge.find(fixture.host.branches) == nil)
            return
        }
        let problem = await #expect(throws: Problem.self) { try await fixture.forge.find(fixture.host.branches) }
        #expect(problem?.kind == .permanent)
        #expect(problem?.summary.contains(count == 0 ? "nowhere" : "more than once") == true)
    }

    @Test("an installation that is gone is an error with what to do")
    func gone() async throws {
        let fixture = try await AppFixture(installations: [])
        let problem = await #expect(throws: Problem.self) { try await fixture.forge.find(fixture.host.branches) }
        #expect(problem?.kind == .permanent && problem?.remedy?.contains("Install the App") == true)
    }

    @Test("neither its own tokens nor those of GitHub show in an error", arguments: [401, 403, 404, 422, 500])
    func secrets(status: Int) async throws {
        let server = try TestHTTPServer { request in
            let shown = request["Authorization"] ?? ""
            if request.path.hasSuffix("access_tokens") {
                return .json(#"{"token":"ghs_s3cret","expires_at":"2099-01-01T00:00:00Z"}"#)
            }
            return .json(#"{"message":"you showed \#(shown)"}"#, status)
        }
        let pem = try AppFixture.key.get().pemRepresentation
        var settings = ForgeSettings(url: server.url, app: GitHubApp(id: "1", installation: 2) { .success(pem) })
        settings.allowPlaintext = true
        settings.allowLocal = true
        let forge = Forges.make(settings, sender: try HTTPClient())
        let repository = try #require(ForgeRepository(path: "a/b"))
        let branches = MergeRequestBranches(repository: repository, base: "main", head: "x")
        let problem = await #expect(throws: Problem.self) { try await forge.find(branches) }
        let text = try #require(problem).description
        #expect(text.contains("you showed") && !text.contains("s3cret") && !text.contains("eyJ"))
        #expect(server.requests.contains { $0["Authorization"] == "Bearer ghs_s3cret" })
    }
}
