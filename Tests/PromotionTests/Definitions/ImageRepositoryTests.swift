import Promotion
import Testing

@Suite("Image repositories")
struct ImageRepositoryTests {
    @Test(
        "Names are read as the distribution project reads them",
        arguments: [
            ("alpine", "docker.io/library/alpine"), ("team/app", "docker.io/team/app"),
            ("docker.io/alpine", "docker.io/library/alpine"), ("index.docker.io/team/app", "docker.io/team/app"),
            ("registry.example.com/team/app", "registry.example.com/team/app"),
            ("Registry.Example.com/app", "registry.example.com/app"), ("localhost/app", "localhost/app"),
            ("localhost:5000/team/app", "localhost:5000/team/app"), ("host:5000/app", "host:5000/app"),
            ("[::1]:5000/app", "[::1]:5000/app"), ("10.0.0.1/a/b/c", "10.0.0.1/a/b/c"),
            ("example.com/a--b/c__d/e.f", "example.com/a--b/c__d/e.f"),
        ])
    func names(_ text: String, _ expected: String) throws {
        #expect(try ImageRepository(text).description == expected)
    }

    @Test(
        "Everything else is refused",
        arguments: [
            "", "/", "app:1.0", "example.com/app:1.0", "example.com/app@sha256:ab", "App", "example.com/App",
            "example.com/", "example.com//app", "example.com/a..b", "example.com/a___b", "example.com/-a",
            "example.com/a-", "user:pass@example.com/app", "example.com:0/app", "example.com:65536/app",
            "example.com:5x/app", "example.com:/app", "evil.com?x=/app", "evil.com#/app", "-x.com/app", ".com/app",
            "http://example.com/app", "example.com\\app/x", "[::1/app", "a b.com/app",
        ])
    func refused(_ text: String) {
        #expect(throws: ImageRepository.SyntaxError.self) { try ImageRepository(text) }
    }

    @Test("A path has at most 255 characters")
    func length() throws {
        _ = try ImageRepository("example.com/" + String(repeating: "a", count: 255))
        #expect(throws: ImageRepository.SyntaxError.self) {
            try ImageRepository("example.com/" + String(repeating: "a", count: 256))
        }
    }
}
