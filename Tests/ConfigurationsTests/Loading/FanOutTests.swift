import Configurations
import Foundation
import Promotion
import Testing

@Suite("Stages over many environments")
struct FanOutTests {
    private func load(_ name: String) throws -> Configuration {
        try ConfigurationLoader.load(directory: goldenFolder.appendingPathComponent(name).path)
    }

    @Test("A selector and a list become a stage for each environment, and a group's name all of its members")
    func expansion() throws {
        let pipeline = try #require(try load("fan-out").pipelines["payments"])
        #expect(pipeline.stages.map(\.environment) == ["dev", "ap", "eu", "us", "za"])
        let prod = StageGroup(name: "prod", members: ["ap", "eu", "us"], canaries: ["eu"], maxParallel: 2)
        for member in prod.members {
            let stage = try #require(pipeline.stage(member))
            #expect(stage.group == prod)
            #expect(stage.after == ["dev"])
            #expect(stage.soakTime == 3600)
        }
        let rest = try #require(pipeline.stage("za"))
        #expect(rest.after == ["ap", "eu", "us"])
        #expect(rest.group == StageGroup(name: "rest", members: ["za"], stopsOnFailure: false))
        #expect(pipeline.stage("dev")?.group == nil)
    }

    @Test("The order is the list's own")
    func order() throws {
        let pipeline = try #require(try load("everything").pipelines["payments"])
        #expect(
            pipeline.stage("kubernetes")?.group
                == StageGroup(
                    name: "clusters", members: ["kubernetes", "kubernetes-here", "kubernetes-plain"],
                    canaries: ["kubernetes-here"], maxParallel: 2, stopsOnFailure: false))
        #expect(pipeline.stage("flux")?.group?.members == ["flux", "flux-here"])
        #expect(pipeline.stage("flux")?.after == ["kubernetes", "kubernetes-here", "kubernetes-plain"])
    }

    @Test("Several reconcilers of one environment keep their names and their order")
    func reconcilers() throws {
        let environment = try #require(try load("everything").environments["several"])
        guard case .all(let parts) = environment.reconciler else {
            Issue.record("one reconciler: \(environment.reconciler)")
            return
        }
        #expect(parts.count == 15)
        #expect(parts.first?.name == "argocd-selector")
        // The forge is named; the loader puts it in its place in each of them.
        #expect(environment.reconciler.runners.allSatisfy { $0.host.server != nil })
        #expect(environment.reconciler.runners.count == 4)
    }
}
