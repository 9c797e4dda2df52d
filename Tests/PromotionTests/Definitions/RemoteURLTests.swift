import Foundation
import Promotion
import Testing

@Suite("Repositories' addresses")
struct RemoteURLTests {
    @Test(
        "Every spelling of one repository is the same text",
        arguments: [
            ("ssh://git@example.com/team/app.git", "ssh://git@example.com/team/app.git"),
            ("git@example.com:team/app.git", "ssh://git@example.com/team/app.git"),
            ("example.com:team/app.git", "ssh://git@example.com/team/app.git"),
            ("ssh://git@EXAMPLE.com:22/team/app.git/", "ssh://git@example.com/team/app.git"),
            ("ssh://git@example.com//team/./app.git", "ssh://git@example.com/team/app.git"),
            ("ssh://me@example.com:2222/app", "ssh://me@example.com:2222/app"),
            ("git@example.com:/abs/app.git", "ssh://git@example.com/abs/app.git"),
            ("git@example.com:~me/app.git", "ssh://git@example.com/~me/app.git"),
            ("git@example.com:team/v1@2/app", "ssh://git@example.com/team/v1@2/app"),
            ("ssh://[::1]:2222/app", "ssh://git@[::1]:2222/app"), ("git@[fe80::1]:app", "ssh://git@[fe80::1]/app"),
            ("ssh://git@[2001:DB8::1]/app", "ssh://git@[2001:db8::1]/app"),
            ("https://EXAMPLE.com/team/app.git", "https://example.com/team/app.git"),
            ("https://example.com:443//team/./app.git/", "https://example.com/team/app.git"),
            ("https://example.com:8443/team/app", "https://example.com:8443/team/app"),
            ("https://dev.azure.com/org/my%20project/_git/app", "https://dev.azure.com/org/my%20project/_git/app"),
            ("http://localhost:80/app.git", "http://localhost/app.git"),
            ("http://127.0.0.1:3000/a/~b/c+d.git", "http://127.0.0.1:3000/a/~b/c+d.git"),
            ("https://[::1]:8443/app", "https://[::1]:8443/app"),
        ])
    func canonical(_ text: String, _ expected: String) throws {
        let url = try RemoteURL(text)
        #expect(url.description == expected)
        #expect(try RemoteURL(url.description) == url)
        #expect(try JSONDecoder().decode(RemoteURL.self, from: JSONEncoder().encode(url)) == url)
    }

    @Test("What was written before there was another scheme is read as ssh, and still written so")
    func coded() throws {
        let text = #"{"host":"example.com","path":"/app.git","port":22,"user":"git"}"#
        let url = try JSONDecoder().decode(RemoteURL.self, from: Data(text.utf8))
        #expect(url.description == "ssh://git@example.com/app.git")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        #expect(String(decoding: try encoder.encode(url), as: UTF8.self) == text)
    }

    @Test(
        "This machine is known by its names",
        arguments: [
            ("http://localhost/a", true), ("http://127.0.0.1:3000/a", true), ("http://127.9.9.9/a", true),
            ("http://[::1]/a", true), ("http://127.0.0.1.example.com/a", false), ("http://example.com/a", false),
            ("http://localhost.example.com/a", false),
        ])
    func loopback(text: String, isLoopback: Bool) throws {
        #expect(try RemoteURL(text).isLoopback == isLoopback)
    }

    @Test(
        "A user or a token in an address over HTTP is refused, and not repeated",
        arguments: [
            "https://s3cret@example.com/app", "https://git:s3cret@example.com/app", "ssh://git:s3cret@example.com/a",
        ])
    func secret(text: String) {
        let error = #expect(throws: RemoteURL.SyntaxError.self) { try RemoteURL(text) }
        #expect(error?.message.contains("s3cret") == false)
        #expect(error?.message.contains("credentials") == true)
    }

    @Test(
        "What is no repository's address, or could be read as something else, is refused",
        arguments: [
            "", "example.com", "file:///tmp/app", "git://example.com/app", "HTTPS://example.com/app",
            "https://example.com",
            "https://example.com/", "https://example.com/a/../b", "https://example.com/a/%2E%2e/b",
            "https://example.com/%2e", "https://example.com/app?x=y", "https://example.com/app#x", "https:///app",
            "https://example.com/äpp", "https://example.com/a\\b", "https://example.com:0/app", "https://exam$ple/app",
            "https://-example.com/app", "git@example.com:", "ssh://example.com",
            "ssh://example.com/", "ssh://example.com//", "ssh://example.com:0/app", "ssh://example.com:65536/app",
            "ssh://example.com:+22/app", "ssh://example.com:2x/app", "ssh://:22/app",
            "ssh://git:secret@example.com/app",
            "ssh://-oProxyCommand=x/app", "ssh://-u@example.com/app", "git@example.com:-app", "ssh://git@exa mple/app",
            "git@example.com:../app", "ssh://example.com/a/../b", "ssh://example.com/a\nb", "ssh://[::1/app",
            "ssh://exam$ple/app", "ssh://@example.com/app", "git@[::1]x:app",
        ])
    func refused(_ text: String) {
        #expect(throws: RemoteURL.SyntaxError.self) { try RemoteURL(text) }
    }

    @Test("A very long address is refused")
    func long() {
        #expect(throws: RemoteURL.SyntaxError.self) {
            try RemoteURL("ssh://example.com/" + String(repeating: "a", count: 2048))
        }
    }
}
