import Promotion
import Testing

@Suite("Git addresses")
struct GitAddressTests {
    @Test(
        "One repository has one address, however it is reached",
        arguments: [
            "https://git.example.com/platform/prod.git", "https://git.example.com/platform/prod",
            "https://user@git.example.com:8443/platform/prod.git/", "ssh://git@git.example.com:2222/platform/prod.git",
            "git@git.example.com:platform/prod.git", "git://GIT.example.com//platform/./prod.git",
            "HTTP://git.example.com/Platform/Prod?x=1#y",
        ])
    func spellings(text: String) {
        #expect(GitAddress(text)?.description == "git.example.com/platform/prod")
    }

    @Test("A remote of the configuration is the same one, over port 443 too")
    func remotes() throws {
        #expect(GitAddress(try RemoteURL("git@github.com:Team/App.git")) == GitAddress("https://github.com/team/app"))
        let other = try RemoteURL("ssh://git@ssh.github.com:443/team/app.git")
        #expect(GitAddress(other) == GitAddress("https://github.com/team/app"))
        #expect(GitAddress("ssh://git@[2001:db8::1]:22/a.git")?.host == "2001:db8::1")
    }

    @Test(
        "What names no host or no path is none",
        arguments: [
            "", "https://", "https://git.example.com", "https://git.example.com/", "https://git.example.com/.git",
            "git.example.com/platform", "ssh:///a", "https://git.example.com/a b", "https://git.example.com/a\n",
            "https://git.example.com/\(String(repeating: "a", count: 2048))",
        ])
    func nonsense(text: String) {
        #expect(GitAddress(text) == nil)
    }

    @Test("The host can be replaced, and a port is no part of it")
    func host() {
        #expect(GitAddress("https://a.example.com/x/y")?.on("b.example.com:7990")?.description == "b.example.com/x/y")
    }
}
