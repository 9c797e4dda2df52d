import Forges
import Foundation
import HTTPTransport
import Promotion
import Testing

@Suite("Azure DevOps")
struct AzureDevOpsTests {
    @Test("a branch that went after it was compared is an answer, and any other refusal is not")
    func branchGone() async throws {
        let words =
            "TF401398: The pull request cannot be activated because the source and/or the target branch no longer exists"
        for (message, isNotYet) in [(words, true), ("TF400898: An internal error.", false)] {
            let fixture = try await HostFixture(.azureDevOps)
            _ = try await fixture.push(fixture.branches.head)
            try await fixture.fault("status", "POST", fixture.opening, status: 400, body: #"{"message":"\#(message)"}"#)
            guard isNotYet else {
                let problem = await #expect(throws: Problem.self) { try await fixture.forge.findOrOpen(fixture.draft) }
                #expect(problem?.kind == .permanent && problem?.summary.contains("TF400898") == true)
                continue
            }
            guard case .notYet(let reason) = try await fixture.forge.findOrOpen(fixture.draft) else {
                Issue.record("no answer")
                return
            }
            #expect(reason.contains("TF401398"))
            #expect(try await fixture.forge.findOrOpen(fixture.draft).mergeRequest?.isOpen == true)
        }
    }
}
