import Foundation
package import Promotion

/// Pipeline states as they look in use: three stages, some releases, a promotion in each, and failures.
package enum SampleState {
    /// The same seed makes the same state.
    package static func make(_ pipeline: String, seed: UInt64, releases count: Int = 4) -> PipelineState {
        var generator = SeededGenerator(seed: seed)
        func moment() -> Date {
            Date(
                timeIntervalSinceReferenceDate: 800_000_000 + TimeInterval.random(in: 0...10_000_000, using: &generator)
            )
        }
        func hex() -> String {
            let digits = Array("0123456789abcdef")
            return String((0..<40).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
        }
        var state = PipelineState(pipeline: pipeline)
        for number in 1...max(1, count) {
            let artifact = Artifact(
                source: "app", repository: "registry.example.com/team/\(pipeline)", tag: "1.\(number).0",
                digest: "sha256:\(hex())", created: moment(), firstSeen: moment(), revision: hex())
            state.releases.append(Release(pipeline: pipeline, artifacts: [artifact], number: number, cutAt: moment()))
        }
        state.releaseCount = count
        state.sources["app"] = SourceState(
            scannedAt: moment(), problem: .transient("The registry answered 503.", retryAfter: 1.5),
            artifact: state.releases.last?.artifacts.first, note: "1.9.0 moved")
        for (index, environment) in ["dev", "staging", "prod"].enumerated() {
            let release = state.releases[max(0, state.releases.count - 1 - index)]
            let id = StageID(pipeline: pipeline, environment: environment)
            var stage = StageState()
            let commit = CommitID(hex: hex())
            let value = DeclaredValue(file: "apps/\(pipeline).yaml", place: "image.tag", value: "1.0.0")
            stage.current = CurrentVersion(
                release: release.id, declared: [value], tags: ["app": "1.0.0"], commit: commit,
                promotion: PromotionID(hex: hex()), since: moment(), verifiedAt: moment())
            stage.lastPromotion = PromotionID(hex: hex())
            var promotion = Promotion(
                stage: id, release: release.id, previous: stage.lastPromotion, kind: .automatic, requestedBy: "sluice",
                at: moment())
            let edit = PlannedEdit(
                file: value.file, place: value.place, line: 3, column: 8, old: "1.0.0", new: release.artifacts[0].tag)
            promotion.plan = Plan(base: commit, edits: [edit])
            promotion.approvals = [.init(by: "alice", at: moment(), planHash: hex())]
            let receipt = HandOffReceipt("asked", settled: .live(at: commit))
            promotion.state =
                switch index {
                case 0: .deploying(commit, receipt, lastSeen: "2 of 3 replicas")
                case 1: .ended(.failed(.permanent("The hook declined.", remedy: "Ask its owner.")))
                default: .waiting
                }
            stage.promotion = promotion
            if index == 2 {
                stage.retry = Retry(attempts: 3, notBefore: moment(), problem: .transient("Connection reset."))
            }
            state.stages[environment] = stage
        }
        return state
    }
}
