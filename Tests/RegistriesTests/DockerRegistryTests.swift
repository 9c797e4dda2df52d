import Foundation
import HTTPTransport
import Promotion
import Registries
import TestServers
import Testing

@Suite("Against Debian's docker-registry")
struct DockerRegistryTests {
    private let image = TestImage(
        created: "2026-05-06T07:08:09.123456789Z", labels: ["org.opencontainers.image.revision": "abc123"])

    private func check(_ registry: DockerRegistry, _ settings: RegistrySettings) async throws {
        let registries = try OCIRegistries(registry.authority, settings)
        let repository = try registry.repository()
        #expect(try await registries.tags(of: repository).sorted() == ["1.0.0", "1.1.0", "latest"])
        #expect(try await registries.digest(of: "1.1.0", in: repository) == image.digest)
        #expect(try await registries.digest(of: "none", in: repository) == nil)
        let details = try await registries.details(of: image.digest, in: repository)
        #expect(details.revision == "abc123")
        #expect(details.created?.timeIntervalSince1970.rounded() == 1_778_051_289)
    }

    private func push(
        to registry: DockerRegistry, caFile: String? = nil, authorization: String? = nil
    ) async throws {
        let pusher = ImagePusher(
            registry.url, "team/app", caFile: caFile, authorization: authorization, client: try HTTPClient())
        try await pusher.push(image, tags: ["1.0.0", "1.1.0", "latest"])
    }

    @Test("reads tags, digests and details without authentication")
    func anonymous() async throws {
        let registry = try await DockerRegistry()
        try await push(to: registry)
        try await check(registry, .plain)
    }

    @Test("reads with a user of an htpasswd file, over TLS with a private CA")
    func basic() async throws {
        let certificates = try TestCertificates()
        let registry = try await DockerRegistry(.basic(user: "robot", password: "s3cret"), certificates: certificates)
        let authorization = "Basic " + Data("robot:s3cret".utf8).base64EncodedString()
        try await push(to: registry, caFile: certificates.authority, authorization: authorization)
        var settings = RegistrySettings.settings(user: "robot", password: "s3cret")
        settings.allowPlaintext = false
        settings.caFile = certificates.authority
        try await check(registry, settings)
        settings.caFile = nil
        let problem = try #require(
            await OCIRegistries(registry.authority, settings).listingProblem(registry.repository()))
        #expect(!problem.isTransient)
        #expect(problem.description.contains("Name the CA file"))
    }

    @Test("a wrong password and none at all are told apart, with the registry's words", arguments: ["robot", nil])
    func refused(_ user: String?) async throws {
        let registry = try await DockerRegistry(.basic(user: "robot", password: "s3cret"))
        let registries = try OCIRegistries(registry.authority, .settings(user: user, password: "wr0ng"))
        let problem = try #require(await registries.listingProblem(registry.repository()))
        #expect(!problem.isTransient)
        #expect(problem.summary.contains("answered 401 and said: UNAUTHORIZED"))
        #expect(problem.remedy?.contains(user == nil ? "Give Sluice credentials" : "Check the user name") == true)
        #expect(!problem.description.contains("wr0ng"))
    }

    @Test("gets one token for each repository from a token service, and keeps it")
    func token() async throws {
        let service = try TestTokenServer(user: "robot", password: "s3cret")
        let registry = try await DockerRegistry(.token(realm: service.realm, bundle: service.bundle))
        let settings = RegistrySettings.settings(user: "robot", password: "s3cret")
        let registries = try OCIRegistries(registry.authority, settings)
        let missing = try registry.repository("team/none")
        for _ in 0..<3 {
            let problem = try #require(await registries.listingProblem(missing))
            #expect(problem.summary.contains("404 and said: NAME_UNKNOWN"))
            #expect(!problem.isTransient)
        }
        #expect(service.requests.count == 1)
        let query = try #require(service.requests.first?.query)
        #expect(query["service"] == "tests")
        #expect(query["scope"] == "repository:team/none:pull")
        #expect(try await registries.digest(of: "1", in: try registry.repository("other/app")) == nil)
        #expect(service.requests.count == 2)
    }

    @Test("a token service that refuses the user is named, with its words")
    func refusedToken() async throws {
        let service = try TestTokenServer(user: "robot", password: "s3cret")
        let registry = try await DockerRegistry(.token(realm: service.realm, bundle: service.bundle))
        let registries = try OCIRegistries(registry.authority, .settings(user: "robot", password: "wr0ng"))
        let problem = try #require(await registries.listingProblem(registry.repository()))
        #expect(!problem.isTransient)
        #expect(problem.summary.contains("getting a token failed"))
        #expect(problem.summary.contains("incorrect username or password"))
        #expect(service.requests.count == 1)
    }

    @Test("lists 10,000 tags whole")
    func manyTags() async throws {
        let registry = try await DockerRegistry()
        let tags = (0..<10_000).map { "1.\($0).0" }
        try await push(to: registry)
        try registry.addTags(tags, to: image.digest, in: "team/app")
        let registries = try OCIRegistries(registry.authority)
        let listed = try await registries.tags(of: try registry.repository())
        #expect(Set(listed) == Set(tags + ["1.0.0", "1.1.0", "latest"]))
        #expect(listed.count == Set(listed).count)
        #expect(try await registries.digest(of: "1.9999.0", in: try registry.repository()) == image.digest)
    }
}
