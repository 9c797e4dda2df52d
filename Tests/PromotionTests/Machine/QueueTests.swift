import Foundation
import Promotion
import Testing

@Suite("What a stage that takes every release waits for")
struct QueueTests {
    /// dev as told, and staging and prod which take every release.
    private func line(dev: Stage.Queue) throws -> Bench {
        var bench = try Bench.line(queue: .every)
        bench.reload(stages: { $0[0].queue = dev })
        bench.adopt()
        try bench.release("1.0.0")
        return bench
    }

    private func landed(_ environment: String, _ bench: Bench) -> [String] {
        bench.records("landed", environment).compactMap(\.release).compactMap { bench.state.release($0)?.title }
    }

    @Test("A release that the stage before has left out is not waited for, nor by the stage after that")
    func skipped() throws {
        var bench = try line(dev: .latest)
        bench.see("1.1.0", "1.2.0")
        try bench.settle()
        #expect(landed("dev", bench) == ["1.0.0", "1.2.0"])
        #expect(landed("staging", bench) == ["1.0.0", "1.2.0"])
        #expect(landed("prod", bench) == ["1.0.0", "1.2.0"])
    }

    @Test("A release that was rejected in the stage before is not waited for, nor by the stage after that")
    func rejected() throws {
        var bench = try line(dev: .every)
        bench.order(.hold(environment: "dev", reason: "look"))
        bench.see("1.1.0")
        try bench.settle()
        #expect(bench.order(.reject(environment: "dev", reason: "ill")) == nil)
        let why = "does not come there by itself any more"
        #expect(try bench.stage("staging").why.contains("1.1.0 was not verified in dev and \(why)"))
        #expect(try bench.stage("prod").why.contains("1.1.0 was not verified in staging and \(why)"))
        bench.order(.resume(environment: "dev"))
        bench.see("1.2.0")
        try bench.settle()
        #expect(landed("prod", bench) == ["1.0.0", "1.2.0"])
    }

    @Test("One that was not verified there for long enough, and has gone, is not waited for")
    func tooShort() throws {
        var bench = try Bench.line(soakTime: 600, queue: .every, interruptSoak: true)
        bench.adopt()
        bench.see("1.0.0")
        try bench.settle()
        bench.see("1.1.0")
        try bench.settle()
        try bench.pass(600)
        #expect(landed("staging", bench) == ["1.1.0"])
    }

    @Test("One that failed there is waited for until a person has left it out")
    func failed() throws {
        var bench = try line(dev: .every)
        bench.see("1.1.0")
        try bench.settle(except: ["dev"])
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        try bench.performOnce("dev")
        bench.take(.sent(environment: "dev", id, .failed(.permanent("The hook declined."))))
        #expect(try bench.stage("staging").why == "1.1.0 waits until dev has verified it.")
        bench.order(.reject(environment: "dev", reason: nil))
        bench.see("1.2.0")
        try bench.settle()
        #expect(landed("prod", bench) == ["1.0.0", "1.2.0"])
    }

    @Test("One that a person has sent to the stage before is waited for, though a newer one was verified there")
    func underWay() throws {
        var bench = try line(dev: .latest)
        bench.order(.hold(environment: "staging", reason: "look"))
        bench.see("1.1.0", "1.2.0")
        try bench.settle()
        let older = try #require(bench.state.releases.first { $0.title == "1.1.0" })
        #expect(bench.order(.promote(environment: "dev", release: older.id)) == nil)
        bench.order(.resume(environment: "staging"))
        try bench.settle(except: ["dev"])
        #expect(landed("staging", bench) == ["1.0.0"])
        #expect(try bench.stage("staging").why == "1.1.0 waits until dev has verified it.")
        try bench.settle()
        #expect(landed("staging", bench) == ["1.0.0", "1.1.0", "1.2.0"])
    }

    @Test("Many ways through many stages are asked once each")
    func lattice() throws {
        let bench = try line(dev: .latest)
        let template = try #require(bench.machine.pipeline.stages.last)
        var (stages, environments) = ([bench.machine.pipeline.stages[0]], bench.machine.environments)
        var before = ["dev"]
        for level in 0..<25 {
            let names = ["a\(level)", "b\(level)"]
            for name in names {
                var stage = template
                (stage.environment, stage.after) = (name, before)
                stages.append(stage)
                environments[name] = Environment(
                    name: name,
                    branch: Branch(remote: try RemoteURL("ssh://git@example.com/\(name).git"), name: "main"))
            }
            before = names
        }
        var pipeline = bench.machine.pipeline
        pipeline.stages = stages
        var wide = Bench(pipeline, environments: Array(environments.values))
        wide.adopt()
        wide.see("1.0.0", "1.1.0")
        try wide.settle()
        #expect(wide.tag("a24") == "1.1.0")
        #expect(wide.tag("b24") == "1.1.0")
    }
}
