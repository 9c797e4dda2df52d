import Foundation
import Promotion

extension HandOff {
    static func sample() throws -> HandOff {
        let artifact = Artifact(
            source: "api", repository: "registry.example.com/web/api", tag: "1.4.2", digest: "sha256:11",
            firstSeen: Date(timeIntervalSince1970: 0))
        let release = Release(
            pipeline: "web", artifacts: [artifact], number: 7, cutAt: Date(timeIntervalSince1970: 0))
        let stage = StageID(pipeline: "web", environment: "prod")
        return HandOff(
            stage: stage, promotion: PromotionID(stage: stage, release: release.id, previous: nil), release: release,
            branch: Branch(remote: try RemoteURL("git@git.example.com:platform/prod.git"), name: "main"),
            revision: CommitID(hex: String(repeating: "ab", count: 20)))
    }
}
