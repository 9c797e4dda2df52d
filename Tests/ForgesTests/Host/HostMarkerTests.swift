import Forges
import Foundation
import HTTPTransport
import PortsTestKit
import Promotion
import Testing

@testable import Forges

@Suite("A comment's marker")
struct HostMarkerTests {
    @Test(
        "is one line that nothing in its name can end early",
        arguments: [
            ("web/prod", "<!-- sluice web/prod -->", "[//]: # (sluice web/prod)"),
            ("a--b", "<!-- sluice a-%2Db -->", "[//]: # (sluice a-%2Db)"),
            ("---", "<!-- sluice -%2D- -->", "[//]: # (sluice -%2D-)"),
            ("a) > b\n", "<!-- sluice a%29%20%3E%20b%0A -->", "[//]: # (sluice a%29%20%3E%20b%0A)"),
        ])
    func lines(name: String, html: String, link: String) {
        #expect(HostMarker(name, .htmlComment).line == html)
        #expect(HostMarker(name, .linkDefinition).line == link)
    }

    @Test("is found as the first line, whatever the host makes of line ends, and nowhere else")
    func found() {
        let marker = HostMarker("web/prod", .htmlComment)
        let text = marker.text("Waits.\nStill.", limit: 1000)
        #expect(marker.isIn(text))
        #expect(marker.isIn(text.replacingOccurrences(of: "\n", with: "\r\n") + "\r\n"))
        #expect(!marker.isIn("> " + text) && !marker.isIn("Look:\n" + text) && !marker.isIn(""))
        #expect(!HostMarker("web/pro", .htmlComment).isIn(text))
        #expect(!HostMarker("web/prod", .linkDefinition).isIn(text))
    }

    @Test("stays whole where the text is cut", arguments: [40, 41, 60])
    func cut(limit: Int) {
        let marker = HostMarker("web/prod", .htmlComment)
        let text = marker.text(String(repeating: "ä", count: 100), limit: limit)
        #expect(text.utf16.count == limit && marker.isIn(text) && text.hasSuffix("…"))
    }
}

@Suite("Comments of Bitbucket Cloud")
struct CloudCommentTests {
    @Test("a repository's token, whose account no call tells, finds what apps wrote")
    func repositoryToken() async throws {
        let fixture = try await HostFixture(.bitbucketCloud)
        let id = try #require(try await fixture.opened())
        let token = "repository-\(fixture.token)"
        try await fixture.server.order(["do": "account", "token": token, "name": "repository"])
        var settings = ForgeSettings(kind: .bitbucketCloud, url: fixture.server.url) { .success(token) }
        settings.allowPlaintext = true
        let forge = Forges.make(settings, sender: try HTTPClient())
        for body in ["Waits.", "Waits.", "Goes on."] {
            try await forge.comment(id, marker: "web/prod", body: body)
        }
        let comments = try await fixture.comments(on: id)
        #expect(comments.map(\.account) == ["repository"])
        #expect(comments.first?.text.contains("Goes on.") == true)
    }
}
