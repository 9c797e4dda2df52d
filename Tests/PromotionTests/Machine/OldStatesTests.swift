import Foundation
import Promotion
import Testing

@Suite("States that older versions saved")
struct OldStatesTests {
    @Test("Those of before postings, of what hosts were asked for, forks, and queues that drop something are read")
    func beforePostings() throws {
        let repository = try #require(ForgeRepository(path: "platform/prod"))
        let id = MergeRequestID(repository: repository, number: 1)
        let commit = CommitID(hex: String(repeating: "1", count: 40))
        let now = Date(timeIntervalSinceReferenceDate: 0)
        var proposal = Proposal(
            id: id, address: "", forge: "forge", branch: "sluice/shop/prod",
            fork: try RemoteURL("ssh://git@example.com/bot/prod.git"), promotion: PromotionID(hex: "1"),
            release: ReleaseID(hex: "2"), head: commit, base: commit, planHash: "3", at: now)
        proposal.queued = Proposal.Queued(head: commit, reason: "It waits.", isMissing: true)
        proposal.asked = Proposal.Asked(labels: ["promotion"], refused: [.init(name: "bob", reason: "Unknown.")])
        proposal.busy = Proposal.Busy(looks: 2, tip: commit)
        proposal.dropped = Retry(attempts: 1, notBefore: now, problem: .transient("Dropped."))
        var state = PipelineState(pipeline: "shop")
        state.stages["prod"] = StageState()
        state.stages["prod"]?.proposal = proposal
        state.errands = [
            Errand(environment: "prod", proposal: proposal, closing: "No.", ending: .abandoned(reason: "No."))
        ]
        state.muted = ["forge platform/prod": now]
        #expect(try JSONDecoder().decode(PipelineState.self, from: JSONEncoder().encode(state)) == state)

        let new: Set = ["isMissing", "asked", "busy", "dropped", "ending", "postings", "muted", "fork"]
        func old(_ value: Any) -> Any {
            if let list = value as? [Any] { return list.map(old) }
            guard let object = value as? [String: Any] else { return value }
            return object.filter { !new.contains($0.key) }.mapValues(old)
        }
        let saved = try old(JSONSerialization.jsonObject(with: JSONEncoder().encode(state)))
        let read = try JSONDecoder().decode(PipelineState.self, from: JSONSerialization.data(withJSONObject: saved))
        #expect(read.postings == [])
        #expect(read.muted == [:])
        #expect(read.stages["prod"]?.proposal?.asked == nil)
        #expect(read.stages["prod"]?.proposal?.fork == nil)
        #expect(read.stages["prod"]?.proposal?.queued?.reason == "It waits.")
        #expect(read.errands.first?.closing == "No.")
        #expect(read.errands.first?.ending == nil)
    }
}
