import Engine
import Foundation
import Manifests
import Promotion
import Versions

extension Definitions {
    /// dev → staging → prod for each pipeline, each with one edit of its image's tag.
    static func line(
        _ pipelines: [String] = ["shop"], soakTime: TimeInterval = 0, queue: Stage.Queue = .latest,
        prod: Protection = Protection(), drift: DriftRule = .hold, reconciler: ReconcilerKind = .none,
        prodDelivery: Delivery = .push
    ) throws -> Definitions {
        let edits = try [
            FileEdits(
                file: Template("${pipeline}.yaml"),
                set: [.init(selector: Selector("image.tag"), value: Template("${api.tag}"))])
        ]
        let range = try SemanticRange("*")
        var all: [String: Pipeline] = [:]
        for name in pipelines {
            let source = Source(
                name: "api", origin: .image(try ImageRepository("registry.example.com/\(name)/api")),
                policy: VersionPolicy(rule: .semver(range, preReleases: false)))
            all[name] = Pipeline(
                name: name, sources: [source],
                stages: [
                    Stage(environment: "dev", edits: edits, queue: queue),
                    Stage(environment: "staging", after: ["dev"], edits: edits, queue: queue),
                    Stage(environment: "prod", after: ["staging"], edits: edits, queue: queue, soakTime: soakTime),
                ])
        }
        var environments: [String: Environment] = [:]
        for name in ["dev", "staging", "prod"] {
            let remote = try RemoteURL("ssh://git@example.com/platform/\(name).git")
            environments[name] = Environment(
                name: name, branch: Branch(remote: remote, name: "main"),
                delivery: name == "prod" ? prodDelivery : .push, reconciler: reconciler,
                protection: name == "prod" ? prod : Protection(), drift: drift)
        }
        return Definitions(
            pipelines: all, environments: environments,
            groups: ["alice": ["sre"], "bob": ["sre"], "carol": ["dev"]], statusForges: ["forge"])
    }
}

extension Protection {
    /// One approval by `sre`.
    static var gated: Protection {
        Protection(approvalRules: [ApprovalRule(name: "release", approvers: [.group("sre")])])
    }
}
