import Foundation
import Manifests
import Promotion
import Versions

extension Bench {
    /// One group of stages, `prod`, over environments; with `isLine` between `dev` and `audit`.
    static func group(
        _ members: [String] = ["ap", "eu", "us"], canaries: [String] = [], maxParallel: Int? = nil,
        stopsOnFailure: Bool = true, queue: Stage.Queue = .latest, isLine: Bool = false, soakTime: TimeInterval = 0,
        verifications: [Verification] = [], onFailure: FailureRule? = nil
    ) throws -> Bench {
        let edits = try [
            FileEdits(
                file: Template("apps/${pipeline}/values.yaml"),
                set: [.init(selector: Selector("image.tag"), value: Template("${api.tag}"))])
        ]
        let group = StageGroup(
            name: "prod", members: members, canaries: canaries, maxParallel: maxParallel, stopsOnFailure: stopsOnFailure
        )
        var stages = members.map { member in
            Stage(
                environment: member, after: isLine ? ["dev"] : [], edits: edits, queue: queue,
                verifications: verifications, onFailure: onFailure, group: group)
        }
        if isLine {
            stages.insert(Stage(environment: "dev", edits: edits), at: 0)
            stages.append(Stage(environment: "audit", after: members, edits: edits, soakTime: soakTime))
        }
        let source = Source(
            name: "api", origin: .image(try ImageRepository("registry.example.com/shop/api")),
            policy: VersionPolicy(rule: .semver(try SemanticRange("*"), preReleases: false)))
        let environments = try stages.map { stage in
            Environment(
                name: stage.environment,
                branch: Branch(remote: try RemoteURL("ssh://git@example.com/\(stage.environment).git"), name: "main"))
        }
        var bench = Bench(Pipeline(name: "shop", sources: [source], stages: stages), environments: environments)
        bench.adopt()
        return bench
    }

    /// The members that something is on its way in, in the order of the stages.
    var onTheirWay: [String] {
        machine.pipeline.stages.map(\.environment).filter { environment in
            switch state.stages[environment]?.promotion?.state {
            case .sending, .merging, .landed, .deploying, .verifying: true
            default: false
            }
        }
    }

    /// Plans everywhere, so that what may be sent is about to be.
    mutating func planAll() throws {
        for work in machine.work(state, now: now) {
            if case .plan = work { try perform(work) }
        }
    }

    /// Does one stage's work until nothing is left to do there.
    mutating func finish(_ environment: String) throws {
        for _ in 0..<20 { try performOnce(environment) }
    }

    /// The reconciler gives the stage's promotion up.
    mutating func giveUp(_ environment: String) throws {
        for _ in 0..<10 {
            let promotion = state.stages[environment]?.promotion
            if case .deploying = promotion?.state, let id = promotion?.id {
                take(.observed(environment: environment, id, .failed(reason: "no such image")))
                return
            }
            try performOnce(environment)
        }
    }

    func why(_ environment: String) throws -> String { try stage(environment).why }

    func gates(_ environment: String) throws -> [Waiting.Gate] { try stage(environment).waiting.map(\.gate) }
}
