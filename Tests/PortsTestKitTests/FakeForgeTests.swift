import PortsTestKit
import Promotion
import Testing

@Suite("The fake forge")
struct FakeForgeTests {
    private struct Fixture: ForgeFixture {
        let fake = FakeForge()
        let repository: ForgeRepository
        let base = "main"
        let reviewers = ["alice", "bob"]
        var forge: any Forge { fake }

        init() throws {
            repository = try #require(ForgeRepository(path: "platform/prod"))
            fake.create(repository)
        }

        func push(_ branch: String) async throws -> CommitID { try #require(fake.push(branch, to: repository)) }
        func tip(of branch: String) async throws -> CommitID? { fake.tip(of: branch, in: repository) }
        func review(_ id: MergeRequestID, _ verdict: Review.Verdict, by account: String) async throws {
            fake.review(id, verdict, by: account)
        }
        func close(_ id: MergeRequestID) async throws { fake.closeByPerson(id) }
        func merge(_ id: MergeRequestID) async throws -> CommitID { try #require(fake.mergeByPerson(id)) }
        func require(check name: String) async throws { fake.protect(repository, checks: [name]) }
        func post(_ status: CommitStatus, on commit: CommitID) async throws {
            try await fake.post(status, on: commit, of: repository)
        }
        func statuses(on commit: CommitID) async throws -> [CommitStatus] { fake.statuses(on: commit, in: repository) }
        func count() async throws -> Int { fake.count(of: repository) }
        func loseNextOpening() async throws { fake.loseNextAnswer(to: .open) }
        func loseNextMerge() async throws { fake.loseNextAnswer(to: .merge) }
        func comments(on id: MergeRequestID) async throws -> [ForgeComment] { fake.comments(on: id) }
        func comment(_ text: String, on id: MergeRequestID, by account: String) async throws {
            fake.comment(text, on: id, by: account)
        }
        func loseNextComment() async throws { fake.loseNextAnswer(to: .comment) }
        func settle() async throws {}
        func fork(pushing branch: String) async throws -> (repository: ForgeRepository, head: CommitID) {
            let fork = try #require(ForgeRepository(path: "sluice/prod"))
            fake.fork(repository, to: fork)
            return (fork, try #require(fake.push(branch, to: fork)))
        }
    }

    @Test("keeps the port's contract", arguments: ForgeConformance.names)
    func conformance(clause: String) async throws {
        try await ForgeConformance.check(clause, try Fixture())
    }

    @Test("fails the next call as told, and does nothing then")
    func failures() async throws {
        let fixture = try Fixture()
        _ = try await fixture.push("x")
        let problem = Problem.unauthorized("The token is revoked.")
        fixture.fake.failNext(.open, problem)
        let branches = MergeRequestBranches(repository: fixture.repository, base: "main", head: "x")
        let draft = MergeRequestDraft(branches, title: "t", body: "b")
        let thrown = await #expect(throws: Problem.self) { try await fixture.forge.findOrOpen(draft) }
        #expect(thrown == problem)
        #expect(fixture.fake.count(of: fixture.repository) == 0)
        #expect(try await fixture.forge.findOrOpen(draft).mergeRequest != nil)
        #expect(fixture.fake.calls.values == [.open, .open])
    }

    @Test("a close whose answer is lost has closed")
    func lostClose() async throws {
        let fixture = try Fixture()
        _ = try await fixture.push("x")
        let branches = MergeRequestBranches(repository: fixture.repository, base: "main", head: "x")
        let outcome = try await fixture.forge.findOrOpen(MergeRequestDraft(branches, title: "t", body: "b"))
        let id = try #require(outcome.mergeRequest?.id)
        fixture.fake.loseNextAnswer(to: .close)
        let thrown = await #expect(throws: Problem.self) { try await fixture.forge.close(id) }
        #expect(thrown?.isTransient == true)
        #expect(try await fixture.forge.read(id, .basics)?.state == .closed)
    }
}
