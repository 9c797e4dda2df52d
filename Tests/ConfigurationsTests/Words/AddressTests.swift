import Promotion
import Testing

@testable import Configurations

@Suite("Addresses and paths")
struct AddressTests {
    @Test(
        "Addresses to listen on",
        arguments: [
            ("127.0.0.1:8440", "127.0.0.1:8440"), ("[::1]:80", "[::1]:80"), ("Localhost:1", "localhost:1"),
            (":8440", nil),
            ("8440", nil), ("host", nil), ("host:0", nil), ("host:65536", nil), ("::1:80", nil), ("a b:80", nil),
        ] as [(String, String?)])
    func listen(text: String, expected: String?) throws {
        #expect(try decode(listenAddress, "\"\(text)\"").output?.description == expected)
    }

    @Test(
        "Registries' hosts, as image repositories spell them",
        arguments: [
            ("localhost:5000", "localhost:5000"), ("Registry.Example.com", "registry.example.com"),
            ("index.docker.io", "docker.io"),
            ("docker.io", "docker.io"), ("registry", nil), ("https://registry.example.com", nil), ("a/b", nil),
            ("a b.c", nil),
        ] as [(String, String?)])
    func registries(text: String, expected: String?) throws {
        #expect(try decode(registryHost, "\"\(text)\"").output == expected)
    }

    @Test(
        "HTTP addresses have no credentials in them",
        arguments: [
            ("https://a.example.com/x?y=1#z", true), ("http://[::1]:8080/", true), ("https://a", true),
            ("ftp://a", false),
            ("https://u:p@a/", false), ("https://", false), ("https://a b", false), ("https:///x", false),
            ("//a/b", false),
        ])
    func http(text: String, isAddress: Bool) throws {
        let (output, issues) = try decode(httpURL, "\"\(text)\"")
        #expect((output != nil) == isAddress)
        #expect(!issues.contains { $0.contains("u:p") })
    }

    @Test(
        "Paths inside of a repository",
        arguments: [
            ("a.yaml", true), ("a/b/c.yaml", true), ("a/.github/x.yaml", true), ("a/..b/c", true), ("/a", false),
            ("a//b", false),
            ("a/", false), ("", false), ("..", false), ("a/../b", false), ("./a", false), (".git/config", false),
            ("a/.GIT/x", false), ("a\\b", false),
        ])
    func paths(path: String, isAllowed: Bool) { #expect((fault(inRepositoryPath: path) == nil) == isAllowed) }

    @Test(
        "Branches by Git's own rules",
        arguments: [
            ("main", true), ("release/1.20", true), ("1.20", true), ("a..b", false), ("/a", false), ("a/", false),
            ("-a", false),
            ("a.lock", false), ("a/.b", false), ("a b", false), ("refs/heads/main", false), ("a@{b", false),
            ("@", false), ("a~1", false),
        ])
    func branches(text: String, isBranch: Bool) throws {
        #expect((try decode(branchName, "\"\(text)\"").output != nil) == isBranch)
    }

    @Test("Relative paths start from the directory of sluice.yaml")
    func secrets() throws {
        #expect(try decode(secret, "file:keys/a").output == .file("/etc/sluice/keys/a"))
        #expect(try decode(secret, "file:/keys/a").output == .file("/keys/a"))
        #expect(try decode(secret, "env:A_1").output == .environment("A_1"))
        #expect(try decode(secret, "env:1A").output == nil)
        #expect(try decode(secret, "env:").output == nil)
        #expect(try decode(secret, "file:").output == nil)
    }
}
