import Foundation
import Promotion
import Registries
import TestServers
import Testing

@Suite("Image details")
struct ImageInspectorTests {
    private static let prefix = "org.opencontainers.image."
    private static let old = TestImage(
        created: "2026-01-01T00:00:00Z", labels: [prefix + "source": "https://git.example/a"])
    private static let new = TestImage(
        created: "2026-02-01T00:00:00Z", labels: [prefix + "revision": "new", prefix + "authors": "Ada"])

    private func details(_ image: TestImage, lie: @escaping @Sendable (TestRequest) -> TestResponse? = { _ in nil })
        async throws
        -> ImageDetails
    {
        let registry = try LyingRegistry(images: ["x": image], lie: lie)
        return try await OCIRegistries(registry.authority).details(of: image.digest, in: try registry.repository())
    }

    private func date(_ text: String) throws -> Date { try Date(text, strategy: .iso8601) }

    @Test("come from the configuration where the manifest says nothing")
    func configuration() async throws {
        let details = try await details(Self.new)
        #expect(details == ImageDetails(created: try date("2026-02-01T00:00:00Z"), revision: "new", author: "Ada"))
    }

    @Test("come from the manifest's annotations first")
    func annotations() async throws {
        let image = TestImage(
            created: "2026-02-01T00:00:00Z",
            labels: [Self.prefix + "revision": "label", Self.prefix + "source": "label"],
            annotations: [Self.prefix + "created": "2026-03-01T00:00:00Z", Self.prefix + "revision": "annotation"])
        #expect(
            try await details(image)
                == ImageDetails(created: try date("2026-03-01T00:00:00Z"), revision: "annotation", origin: "label"))
    }

    @Test("of an index come from its annotation, else its newest child")
    func index() async throws {
        let plain = try await details(TestImage(index: [Self.old, Self.new]))
        #expect(plain.created == (try date("2026-02-01T00:00:00Z")))
        #expect(plain.revision == "new")
        #expect(plain.origin == "https://git.example/a")
        let annotated = try await details(
            TestImage(index: [Self.old, Self.new], annotations: [Self.prefix + "created": "2020-01-01T00:00:00Z"]))
        #expect(annotated.created == (try date("2020-01-01T00:00:00Z")))
        #expect(annotated.revision == "new")
    }

    @Test("an image without a time has none, and Go's zero time is none", arguments: [nil, "0001-01-01T00:00:00Z"])
    func noTime(_ created: String?) async throws {
        #expect(try await details(TestImage(created: created)) == ImageDetails())
    }

    @Test("indexes nested without end are refused")
    func nesting() async throws {
        let image = (0..<4).reduce(Self.new) { image, _ in TestImage(index: [image]) }
        await #expect { try await details(image) } throws: { "\($0)".contains("nested deeper") }
    }

    @Test(
        "a manifest or a configuration with other bytes than its digest's is refused",
        arguments: ["manifests", "blobs"])
    func wrongBytes(_ kind: String) async throws {
        await #expect {
            try await details(Self.new) { request in
                request.path.contains("/\(kind)/")
                    ? .json(#"{"schemaVersion":2,"created":"2030-01-01T00:00:00Z"}"#) : nil
            }
        } throws: { error in
            "\(error)".contains("another digest") && (error as? Problem)?.isTransient == false
        }
    }

    @Test("a blob is followed to another host without credentials")
    func blobElsewhere() async throws {
        let bytes = Self.new.configurations[0].bytes
        let storage = try TestHTTPServer { _ in TestResponse(body: bytes) }
        let authorization = "Basic " + Data("robot:s3cret".utf8).base64EncodedString()
        let registry = try LyingRegistry(images: ["x": Self.new]) { request in
            guard request["Authorization"] == authorization else {
                return TestResponse(401, headers: [("WWW-Authenticate", "Basic realm=\"x\"")])
            }
            return request.path.contains("/blobs/") ? .redirect(storage.url + "/b?signature=1", 307) : nil
        }
        let registries = try OCIRegistries(registry.authority, .settings(user: "robot", password: "s3cret"))
        let details = try await registries.details(of: Self.new.digest, in: try registry.repository())
        #expect(details.revision == "new")
        #expect(storage.requests.count == 1)
        #expect(storage.requests.first?["Authorization"] == nil)
    }

    @Test("are asked once, then known from memory, and after a restart from the cache")
    func caching() async throws {
        let registry = try LyingRegistry(images: ["x": Self.new])
        let cache = TestDetailsCache()
        let first = try OCIRegistries(registry.authority, cache: cache)
        let repository = try registry.repository()
        for _ in 0..<3 { #expect(try await first.details(of: Self.new.digest, in: repository).revision == "new") }
        #expect(registry.requests.count == 2)
        #expect(cache.asked == 1)
        #expect(cache.kept.keys.elementsEqual([Self.new.digest]))
        let second = try OCIRegistries(registry.authority, cache: cache)
        #expect(try await second.details(of: Self.new.digest, in: repository).revision == "new")
        #expect(registry.requests.count == 2)
    }
}

@Suite("Digest of a tag")
struct DigestResolverTests {
    private static let image = TestImage(created: "2026-01-01T00:00:00Z")

    @Test("comes from HEAD, with all four media types")
    func head() async throws {
        let registry = try LyingRegistry(images: ["x": Self.image])
        #expect(
            try await OCIRegistries(registry.authority).digest(of: "x", in: try registry.repository())
                == Self.image.digest)
        #expect(registry.requests.map(\.method) == ["HEAD"])
        let accept = registry.requests.first?["Accept"] ?? ""
        #expect(accept.split(separator: ",").count == 4)
        for type in [TestImage.manifestType, TestImage.indexType] { #expect(accept.contains(type)) }
    }

    @Test("is computed from the manifest where the registry does not name it")
    func hashed() async throws {
        let registry = try LyingRegistry(images: ["x": Self.image], withDigests: false)
        #expect(
            try await OCIRegistries(registry.authority).digest(of: "x", in: try registry.repository())
                == Self.image.digest)
        #expect(registry.requests.map(\.method) == ["HEAD", "GET"])
    }

    @Test("a tag that the registry does not have is none")
    func missing() async throws {
        let registry = try LyingRegistry(images: ["x": Self.image])
        #expect(try await OCIRegistries(registry.authority).digest(of: "y", in: try registry.repository()) == nil)
    }

    static let lies: [@Sendable (TestRequest) -> TestResponse] = [
        { _ in TestResponse(headers: [("Docker-Content-Digest", "sha256:abc")]) },
        { request in
            request.method == "HEAD"
                ? TestResponse()
                : TestResponse(headers: [("Docker-Content-Digest", testDigest([1]))], body: Array("{}".utf8))
        },
        { request in request.method == "HEAD" ? TestResponse() : .json(#"{"a":1}"#) },
        { request in request.method == "HEAD" ? TestResponse() : .text("<html>", type: "text/html") },
        { _ in TestResponse(404, headers: [("Content-Type", "text/html")]) },
    ]

    @Test("a lie about it is an error, not a digest and not a missing tag", arguments: lies.indices)
    func lie(_ index: Int) async throws {
        let registry = try LyingRegistry(lie: Self.lies[index])
        await #expect {
            try await OCIRegistries(registry.authority).digest(of: "x", in: try registry.repository())
        } throws: { error in
            (error as? Problem)?.isTransient == false && "\(error)".contains("resolving the tag x")
        }
    }

    @Test(
        "what is no tag is never put into a URL",
        arguments: ["", "a/b", "../x", "a?b", "a b", ".a", "-a", String(repeating: "a", count: 129)])
    func noTag(_ tag: String) async throws {
        let registry = try LyingRegistry()
        await #expect(throws: Problem.self) {
            try await OCIRegistries(registry.authority).digest(of: tag, in: try registry.repository())
        }
        #expect(registry.requests.isEmpty)
    }
}
