import GitOverHTTP
import HTTPTransport
import SSHTransport
import TestServers
import Testing

extension GitOverHTTPTests {
    @Suite("Refusals")
    struct RefusalTests {
        private static let words = "remote: Write access to repository not granted.\n"

        @Test(
            "A status is told in words, with how to mend it",
            arguments: [
                (401, "`credentials`", false), (203, "token has not expired", false), (403, "the right to read", false),
                (404, "there is no repository", false), (410, "there is no repository", false),
                (429, "asks for a pause", true), (500, "in trouble", true), (503, "in trouble", true),
                (418, "does not do this", false),
            ])
        func statuses(status: Int, words: String, isTransient: Bool) async throws {
            let fixture = try await Fixture { _, _ in .text(Self.words, status) }
            let failure = try #require(try fixture.failure())
            #expect(failure.isTransient == isTransient, "\(failure)")
            #expect(failure.description.contains(words) && failure.description.contains("HTTP \(status)"), "\(failure)")
            // A success that is none is not looked into.
            let quotes = failure.description.contains("it says: remote: Write access")
            #expect(quotes == (status != 203), "\(failure)")
            #expect(failure.description.hasPrefix("127.0.0.1:\(fixture.server.port): "), "\(failure)")
        }

        @Test("A wrong token is refused, and stands in no description")
        func wrongToken() async throws {
            let fixture = try await Fixture()
            for token in ["a wrong token", nil] {
                let failure = try #require(try fixture.failure(token: token))
                guard case .refused(401, "Bad credentials\n") = failure.reason else {
                    Issue.record("\(failure)")
                    continue
                }
                #expect(!"\(failure)".contains("wrong token"))
            }
            #expect(try fixture.failure() == nil)
        }

        @Test("A repository that is not there is a permanent failure", arguments: GitService.allCases)
        func missing(service: GitService) async throws {
            let failure = try await Fixture().failure(service, path: "/team/other.git")
            guard case .refused(404, _) = failure?.reason else {
                Issue.record("\(String(describing: failure))")
                return
            }
        }

        @Test("A page for people is no advertisement, whatever its status says")
        func page() async throws {
            let fixture = try await Fixture { _, _ in .text("<html>", type: "text/html; charset=utf-8") }
            let failure = try #require(try fixture.failure())
            guard case .protocolError(_, let detail) = failure.reason else {
                Issue.record("\(failure)")
                return
            }
            #expect(detail.contains("text/html"))
        }

        @Test("An answer that is compressed without having been asked for is none")
        func encoded() async throws {
            let fixture = try await Fixture { _, answer in
                var response = answer()
                response.headers.append(("Content-Encoding", "gzip"))
                return response
            }
            #expect(try fixture.failure()?.description.contains("gzip") == true)
        }

        @Test("A page in place of an answer is none either")
        func pageLater() async throws {
            let fixture = try await Fixture { request, answer in
                request.method == "GET" ? answer() : .text("0008NAK\n", type: "text/html")
            }
            let channel = try fixture.open()
            try channel.write("0000")
            #expect(throws: TransportFailure.self) { _ = try channel.text() }
        }

        @Test("A redirect to another server is not followed, and the token stays here")
        func elsewhere() async throws {
            let other = try TestHTTPServer { _ in TestResponse(200) }
            let fixture = try await Fixture { request, _ in .redirect(other.url + request.target) }
            let failure = try #require(try fixture.failure())
            guard case .ledElsewhere = failure.reason else {
                Issue.record("\(failure)")
                return
            }
            #expect(!failure.isTransient && failure.description.contains(other.url), "\(failure)")
            #expect(other.requests.isEmpty)
        }

        @Test("A renamed repository is found on its own server, and asked there from then on")
        func renamed() async throws {
            let fixture = try await Fixture { request, answer in
                request.path.hasPrefix("/old.git")
                    ? .redirect(request.target.replacing("/old.git", with: Fixture.path), 301) : answer()
            }
            let head = try fixture.git("rev-parse", "main")
            let channel = try fixture.open(path: "/old.git")
            try channel.write("0032want \(head)\n0000" + "0009done\n")
            #expect(try channel.bytes().starts(with: "0008NAK\n".utf8))
            #expect(
                fixture.server.requests.map(\.path) == [
                    "/old.git/info/refs", "/team/app.git/info/refs", "/team/app.git/git-upload-pack",
                ])
        }

        @Test("A push is never sent after a redirect")
        func redirectedPush() async throws {
            let fixture = try await Fixture { request, answer in
                request.method == "GET" ? answer() : .redirect("/elsewhere.git/git-receive-pack", 307)
            }
            let channel = try fixture.open(.receivePack)
            try channel.write("0000")
            let failure = #expect(throws: TransportFailure.self) { _ = try channel.text() }
            guard case .ledElsewhere = failure?.reason else {
                Issue.record("\(String(describing: failure))")
                return
            }
            #expect(fixture.server.requests.count == 2)
        }
    }
}
