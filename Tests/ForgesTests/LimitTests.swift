import Forges
import Foundation
import MergeRequestTexts
import PortsTestKit
import Promotion
import Testing

@Suite("Each host's limits of branches, titles and bodies")
struct LimitTests {
    @Test("a branch of the most bytes is opened from, found again, read and deleted", arguments: ForgeKind.allCases)
    func branches(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let limit = fixture.forge.capabilities.branchLimit
        let start = "sluice/" + String(repeating: "p", count: 100) + "/"
        let name = start + String(repeating: "s", count: limit - start.utf8.count)
        let head = try await fixture.push(name)
        let branches = MergeRequestBranches(repository: fixture.repository, base: fixture.base, head: name)
        let draft = MergeRequestDraft(branches, title: "Long", body: "")
        let request = try #require(try await fixture.forge.findOrOpen(draft).mergeRequest)
        #expect(request.branches.head == name)
        #expect(try await fixture.forge.find(branches)?.id == request.id)
        #expect(try await fixture.forge.close(request.id) == .closed)
        let deletion = try await fixture.forge.deleteBranch(name, at: head, of: fixture.repository)
        #expect(deletion == .deleted)
        #expect(try await fixture.violations() == [])
    }

    @Test("a title is cut between characters, and shows that it was", arguments: ForgeKind.allCases)
    func titles(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let limit = fixture.forge.capabilities.titleLimit
        let family = "👩‍👩‍👧"
        for shift in 0..<family.utf16.count {
            let branch = "sluice/\(shift)"
            _ = try await fixture.push(branch)
            let title = String(repeating: "x", count: shift) + String(repeating: family, count: limit)
            let branches = MergeRequestBranches(repository: fixture.repository, base: fixture.base, head: branch)
            let opened = try #require(
                try await fixture.forge.findOrOpen(MergeRequestDraft(branches, title: title, body: "")).mergeRequest)
            let read = try #require(try await fixture.forge.read(opened.id, .basics)).title
            #expect(read.utf16.count <= limit && read.utf16.count > limit - family.utf16.count - 1)
            #expect(read.hasSuffix("…"))
            #expect(title.hasPrefix(String(read.dropLast())) && Array(title).starts(with: Array(read.dropLast())))
        }
    }

    @Test(
        "Sluice's own texts of a huge release fit, say where they were shortened, and arrive as they were written",
        arguments: ForgeKind.allCases)
    func texts(kind: ForgeKind) async throws {
        let fixture = try await HostFixture(kind)
        let host = fixture.forge.capabilities
        let facts = Self.huge
        let (title, body) = try (
            MergeRequestTexts().title(facts, for: host), MergeRequestTexts().body(facts, for: host)
        )
        #expect(title.utf16.count <= host.titleLimit)
        #expect(body.utf16.count <= host.bodyLimit)
        #expect(body.contains("Shortened, because this host takes at most 4000 characters") == (kind == .azureDevOps))
        // What is open is closed: the text has no half of anything.
        #expect(body.split(separator: "\n").filter { $0.hasPrefix("```") }.count % 2 == 0)
        #expect(body.matches(of: /<details>/).count == body.matches(of: /<\/details>/).count)
        _ = try await fixture.push("sluice/huge")
        let branches = MergeRequestBranches(repository: fixture.repository, base: fixture.base, head: "sluice/huge")
        let opened = try #require(
            try await fixture.forge.findOrOpen(MergeRequestDraft(branches, title: title, body: body)).mergeRequest)
        let read = try #require(try await fixture.forge.read(opened.id, .basics))
        #expect(read.title == title)
        #expect(read.body == body)
        let comment = MergeRequestTexts().comment(facts, for: host)
        try await fixture.forge.comment(opened.id, marker: "progress", body: comment)
        #expect(try await fixture.comments(on: opened.id).last?.text.contains(comment) == true)
        #expect(try await fixture.violations() == [])
    }

    /// Names of a hundred characters, and more changes and edits than any host takes.
    private static var huge: MergeRequestFacts {
        let stage = StageID(
            pipeline: String(repeating: "p", count: 100), environment: String(repeating: "e", count: 100))
        let artifacts = (0..<200).map { (number: Int) in
            Artifact(
                source: "service-\(number)", repository: "registry.example.com/shop/service-\(number)", tag: "2.0.0",
                digest: "sha256:" + String(repeating: "a", count: 64), firstSeen: .init(timeIntervalSince1970: 0))
        }
        let release = Release(
            pipeline: stage.pipeline, artifacts: artifacts, number: 7, cutAt: .init(timeIntervalSince1970: 0))
        var moves = MergeRequestFacts.moves(to: release, from: nil, current: nil)
        for index in moves.indices {
            let changes = (0..<50).map { (number: Int) in
                Change(
                    commit: CommitID(hex: String(repeating: "b", count: 40)),
                    subject: "Change \(number) `with` **markup** and 👩‍👩‍👧 " + String(repeating: "long ", count: 40),
                    author: "Ann", at: .init(timeIntervalSince1970: 0), mergeRequest: number, address: nil,
                    mergeRequestAddress: nil)
            }
            moves[index].changes = .known(ChangeLog(.forward, changes: changes, total: 50))
        }
        let edits = (0..<20_000).map { (number: Int) in
            PlannedEdit(
                file: "apps/service-\(number)/values.yaml", place: "image.tag", line: 1, column: 1, old: "1.0.0",
                new: "2.0.0")
        }
        return MergeRequestFacts(
            stage: stage, promotion: PromotionID(hex: String(repeating: "9", count: 40)), release: release,
            moves: moves,
            edits: edits, runsIn: [], passed: [], waiting: [Waiting(.approval, "Rule release needs 1 more approval.")],
            approvals: [], countsReviews: true, address: nil)
    }
}
