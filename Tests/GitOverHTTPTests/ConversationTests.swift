import Foundation
import GitOverHTTP
import HTTPTransport
import SSHTransport
import TestServers
import Testing

extension GitOverHTTPTests {
    @Suite("Conversations")
    struct ConversationTests {
        @Test("The advertisement comes without the packets that announce it", arguments: GitService.allCases)
        func advertisement(service: GitService) async throws {
            let fixture = try await Fixture()
            let channel = try fixture.open(service)
            #expect(channel.isStateless)
            let text = try channel.text()
            let head = try fixture.git("rev-parse", "main")
            let first = service == .uploadPack ? "\(head) HEAD\0" : "\(head) refs/heads/main\0"
            #expect(text.dropFirst(4).hasPrefix(first), "\(text)")
            #expect(text.hasSuffix("0000"))
            let request = try #require(fixture.server.requests.first)
            #expect(request.target == "/team/app.git/info/refs?service=\(service.rawValue)")
            // Hosts answer people and Git differently.
            #expect(request["User-Agent"]?.hasPrefix("git/") == true)
            #expect(request["Git-Protocol"] == nil)
        }

        @Test("What is written goes out as one request when it is read, and again after the answer")
        func requests() async throws {
            let fixture = try await Fixture()
            let head = try fixture.git("rev-parse", "main")
            let channel = try fixture.open()
            _ = try channel.text()
            for _ in 0..<2 {
                try channel.write("0032want \(head)\n0000")
                try channel.write("0009done\n")
                let answer = try channel.bytes()
                #expect(String(decoding: answer.prefix(8), as: UTF8.self) == "0008NAK\n")
                #expect(String(decoding: answer.dropFirst(8).prefix(4), as: UTF8.self) == "PACK")
            }
            let posts = fixture.server.requests.filter { $0.method == "POST" }
            #expect(posts.count == 2)
            for post in posts {
                #expect(post.path == "/team/app.git/git-upload-pack")
                #expect(post["Content-Type"] == "application/x-git-upload-pack-request")
                #expect(post["Accept"] == "application/x-git-upload-pack-result")
                // A server that does not know it would let us wait.
                #expect(post["Expect"] == nil)
                #expect(post["Transfer-Encoding"] == nil)
                #expect(post.text == "0032want \(head)\n00000009done\n")
            }
        }

        @Test("Answers of many megabytes come whole, through little memory")
        func large() async throws {
            let fixture = try await Fixture()
            let size = 12 << 20
            let file = fixture.server.directory.file("blob")
            try run(["dd", "if=/dev/urandom", "of=\(file)", "bs=\(size)", "count=1", "iflag=fullblock", "status=none"])
            let id = try fixture.git("hash-object", "-w", file)
            try fixture.git("update-ref", "refs/tags/blob", id)
            let channel = try fixture.open()
            try channel.write("0032want \(id)\n0000" + "0009done\n")
            // The pack has the blob as one stored object: it cannot be smaller.
            #expect(try channel.bytes().count > size)
        }

        @Test("Over TLS, by a certificate authority of one's own")
        func tls() async throws {
            let certificates = try TestCertificates()
            let fixture = try await Fixture(certificates: certificates)
            func text(_ caFile: String?) throws -> String {
                try fixture.transport(caFile: caFile).open(
                    .uploadPack, path: Fixture.path, deadline: .after(.seconds(20)), cancellation: Cancellation()
                ).text()
            }
            #expect(try text(certificates.authority).contains("refs/heads/main"))
            let failure = try #require(
                #expect(throws: TransportFailure.self) { _ = try text(nil) })
            guard case .untrusted = failure.reason else {
                Issue.record("\(failure)")
                return
            }
            #expect(!failure.isTransient && failure.description.contains("caFile"), "\(failure)")
        }

        @Test("http:// is refused where it is not allowed")
        func plaintext() async throws {
            let fixture = try await Fixture()
            let transport = HTTPGitTransport(
                try #require(WebURL(fixture.server.url)), access: HTTPGitAccess(), sender: fixture.client)
            let failure = #expect(throws: TransportFailure.self) {
                _ = try transport.open(
                    .uploadPack, path: Fixture.path, deadline: .after(.seconds(5)), cancellation: Cancellation())
            }
            #expect(failure?.description.contains("write https") == true)
            #expect(fixture.server.requests.isEmpty)
        }

        @Test(
            "A host's user name beside a token is the one that it wants",
            arguments: [
                ("github.com", "x-access-token"), ("github.example.com", "x-access-token"), ("gitlab.com", "oauth2"),
                ("bitbucket.org", "x-token-auth"), ("git.example.com", "oauth2"),
            ])
        func users(host: String, user: String) {
            #expect(HTTPGitAccess.usualUser(for: host) == user)
        }

        @Test("Credentials that would break the header or the user's name are none")
        func credentials() {
            for (user, token) in [("a:b", "t"), ("", "t"), ("a", ""), ("a", "t\n"), ("a\r", "t")] {
                #expect(HTTPGitAccess.Credentials(user: user, token: SSHSecret(token)) == nil)
            }
            #expect(HTTPGitAccess.Credentials(user: "a", token: SSHSecret("t:ü")) != nil)
        }
    }
}
