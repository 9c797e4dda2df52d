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
}
