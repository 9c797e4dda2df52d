import Foundation
import Promotion

extension MeasurementRequest {
    static func sample(
        _ kind: Verification.Kind, tag: String = "1.4.2", number: Int = 1, liveFor seconds: TimeInterval = 3600
    ) throws -> MeasurementRequest {
        let now = Date()
        let artifact = Artifact(
            source: "api", repository: "registry.example.com/web/api", tag: tag, digest: "sha256:11", firstSeen: now)
        let release = Release(pipeline: "web", artifacts: [artifact], number: 7, cutAt: now)
        let stage = StageID(pipeline: "web", environment: "prod")
        let subject = HandOff(
            stage: stage, promotion: PromotionID(stage: stage, release: release.id, previous: nil), release: release,
            branch: Branch(remote: try RemoteURL("git@git.example.com:platform/prod.git"), name: "main"),
            revision: CommitID(hex: String(repeating: "ab", count: 20)))
        return MeasurementRequest(
            verification: Verification(name: "test", kind), subject: subject, number: number,
            liveSince: now.addingTimeInterval(-seconds), now: now)
    }
}
