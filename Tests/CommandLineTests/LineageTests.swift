import Foundation
import Manifests
import PortsTestKit
import Promotion
import Reconcilers
import Testing

@testable import sluice

@Suite("A commit that a reconciler names means that a promotion is live there")
struct LineageTests {
    private let server = FakeGitServer { Date(timeIntervalSince1970: 0) }
    private let branch: Branch
    private let stage: Stage
    private let handOff: HandOff
    private let lineage: Lineage

    init() throws {
        branch = Branch(remote: try RemoteURL("git@git.example.com:platform/prod.git"), name: "main")
        let edits = FileEdits(
            file: try Template("web.yaml"),
            set: [.init(selector: try Selector("tag"), value: try Template("${api.tag}"))])
        let stage = Stage(environment: "prod", edits: [edits])
        self.stage = stage
        let moment = Date(timeIntervalSince1970: 0)
        let artifact = Artifact(
            source: "api", repository: "registry.example.com/web", tag: "1.1", digest: nil, firstSeen: moment)
        let release = Release(pipeline: "web", artifacts: [artifact], number: 1, cutAt: moment)
        let id = StageID(pipeline: "web", environment: "prod")
        server.create(branch, files: ["web.yaml": "tag: \"1.0\"\n"])
        handOff = HandOff(
            stage: id, promotion: PromotionID(stage: id, release: release.id, previous: nil), release: release,
            branch: branch,
            revision: try #require(server.commit(["web.yaml": Array("tag: \"1.1\"\n".utf8)], to: branch)))
        lineage = Lineage(of: FakeGitRemotes(server) { moment }) { $0 == id ? stage : nil }
    }

    private func change(_ file: String, _ text: String?) throws -> CommitID {
        try #require(server.commit([file: text.map { Array($0.utf8) }], to: branch))
    }

    @Test("its own, and a descendant that declares the same")
    func descendants() async throws {
        #expect(try await lineage.carries(handOff.revision, handOff))
        let other = try change("README.md", "Hello\n")
        #expect(try await lineage.carries(other, handOff))
    }

    @Test("no descendant that declares something else, or nothing that can be read")
    func changed() async throws {
        for text in ["tag: \"1.0\"\n", "tag: [\n", nil] {
            let commit = try change("web.yaml", text)
            #expect(try await !lineage.carries(commit, handOff), "\(text ?? "deleted")")
        }
    }

    @Test("no commit before it, and none that nobody knows")
    func others() async throws {
        let id = StageID(pipeline: "web", environment: "prod")
        let moment = Date(timeIntervalSince1970: 0)
        let elsewhere = Branch(remote: branch.remote, name: "elsewhere")
        let stranger = server.create(elsewhere, files: ["web.yaml": "tag: \"1.1\"\n"])
        #expect(try await !lineage.carries(stranger, handOff))
        #expect(try await !lineage.carries(CommitID(hex: String(repeating: "9", count: 40)), handOff))
        let forgotten = Lineage(of: FakeGitRemotes(server) { moment }) { _ in nil }
        let later = try change("README.md", "Hello\n")
        #expect(try await !forgotten.carries(later, handOff), "\(id) was removed")
        #expect(try await forgotten.carries(handOff.revision, handOff))
    }

    @Test("a repository that cannot be reached now is asked again")
    func unreachable() async throws {
        server.setOutage(.transient("down"), of: branch.remote)
        let problem = await #expect(throws: Problem.self) {
            try await lineage.carries(CommitID(hex: String(repeating: "9", count: 40)), handOff)
        }
        #expect(problem?.isTransient == true)
    }
}
