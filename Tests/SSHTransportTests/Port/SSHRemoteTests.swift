import SSHTransport
import Testing

/// The forms in which people write a repository's address.
@Suite("Repository addresses") struct SSHRemoteTests {
    @Test(
        "are read",
        arguments: [
            ("ssh://git@example.com/a/b.git", "git@example.com:22", "/a/b.git"),
            ("ssh://git@example.com:2222/a/b.git", "git@example.com:2222", "/a/b.git"),
            ("ssh://git@EXAMPLE.com/A", "git@example.com:22", "/A"),
            ("ssh://git@[::1]:2222/a", "git@[::1]:2222", "/a"),
            ("ssh://git@[fe80::1%25eth0]/a", "git@[fe80::1%25eth0]:22", "/a"),
            ("ssh://git@example.com/~alice/b", "git@example.com:22", "~alice/b"),
            ("ssh://git@example.com/a%20b%2Fc", "git@example.com:22", "/a b/c"),
            ("git+ssh://git@example.com/a", "git@example.com:22", "/a"),
            ("ssh+git://git@example.com/a", "git@example.com:22", "/a"),
            ("git@example.com:a/b.git", "git@example.com:22", "a/b.git"),
            ("git@example.com:/a/b.git", "git@example.com:22", "/a/b.git"),
            ("git@[::1]:a", "git@[::1]:22", "a"),
            ("git@example.com:a:b", "git@example.com:22", "a:b"),
            ("example.com:a", "fallback@example.com:22", "a"),
            ("ssh://example.com/a", "fallback@example.com:22", "/a"),
            (
                "ssh://org@vs-ssh.example.com:22/v3/org/project/repository", "org@vs-ssh.example.com:22",
                "/v3/org/project/repository"
            ),
            ("user@corp.example@example.com:a", "user@corp.example@example.com:22", "a"),
        ])
    func read(text: String, endpoint: String, path: String) throws {
        let remote = try SSHRemote(text, defaultUser: "fallback")
        #expect(remote.endpoint.description == endpoint)
        #expect(remote.path == path)
    }

    @Test(
        "that could be read otherwise further down are refused",
        arguments: [
            "", "/a/b", "a/b:c", "https://example.com/a", "file:///a", "ssh://", "ssh://git@example.com",
            "ssh://git@example.com/",
            "ssh://git@/a", "ssh://git@example.com:0/a", "ssh://git@example.com:65536/a", "ssh://git@example.com:+22/a",
            "ssh://git@example.com:/a", "ssh://git:secret@example.com/a", "ssh://git@-oProxyCommand=id/a",
            "-oProxyCommand=id:a",
            "git@-host:a", "ssh://-lroot@example.com/a", "-l@example.com:a", "git@example.com:-a", "git@example.com:",
            "git@exam ple.com:a", "git@example.com;id:a", "git@$(id):a", "git@`id`:a", "git@example.com:a\nb",
            "git@example.com:a\u{0}",
            "git@example.com:a\u{7f}", "ssh://git@example.com/a%0ab", "ssh://git@example.com/a%00",
            "ssh://git@example.com/a%zz",
            "ssh://git@example.com/a%", "ssh://git@example.com/%ff", "ssh://git@example.com/%+1", "g it@example.com:a",
            "git@[::1:a", "user\n@example.com:a",
        ])
    func refused(text: String) {
        #expect(throws: SSHRemoteProblem.self) { try SSHRemote(text, defaultUser: "fallback") }
    }

    @Test("without a user are refused, and the text says so") func noUser() throws {
        let problem = try #require(throws: SSHRemoteProblem.self) { try SSHRemote("example.com:a") }
        #expect(problem.description.contains("git@example.com"))
    }

    @Test("never show a password") func password() throws {
        let problem = try #require(throws: SSHRemoteProblem.self) { try SSHRemote("ssh://git:hunter2@example.com/a") }
        #expect(!problem.description.contains("hunter2"))
    }
}
