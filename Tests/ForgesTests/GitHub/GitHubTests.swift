import HTTPTransport
import Promotion
import Testing

@testable import Forges

@Suite("GitHub")
struct GitHubTests {
    @Test(
        "the API's address follows from the host's",
        arguments: [
            ("https://github.com", "https://api.github.com"), ("https://GitHub.com", "https://api.github.com"),
            ("https://octocorp.ghe.com", "https://api.octocorp.ghe.com"),
            ("https://git.example.com:8443", "https://git.example.com:8443/api/v3"),
        ])
    func api(url: String, api: String) {
        #expect(GitHub.api(url) == api)
    }

    @Test(
        "an address of Git is a repository of two steps",
        arguments: [
            ("git@github.com:platform/prod.git", "platform/prod"), ("ssh://git@ssh.github.com:443/a/b", "a/b"),
            ("git@github.com:prod.git", nil), ("git@github.com:a/b/c.git", nil),
        ] as [(String, String?)])
    func repository(address: String, path: String?) throws {
        let settings = ForgeSettings(kind: .github, url: "https://github.com") { .success("t") }
        let forge = Forges.make(settings, sender: try HTTPClient())
        let remote = try RemoteURL(address)
        guard let path else {
            #expect(throws: Problem.self) { try forge.repository(of: remote) }
            return
        }
        #expect(try forge.repository(of: remote).path == path)
    }
}
