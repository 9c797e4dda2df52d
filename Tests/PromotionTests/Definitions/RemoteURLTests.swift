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
        ])
    func canonical(_ text: String, _ expected: String) throws {
        let url = try RemoteURL(text)
        #expect(url.description == expected)
        #expect(try RemoteURL(url.description) == url)
    }

    @Test(
        "What is no SSH address, or could be read as something else, is refused",
        arguments: [
            "", "example.com", "https://example.com/app", "file:///tmp/app", "git@example.com:", "ssh://example.com",
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
