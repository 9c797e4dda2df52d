import Foundation
import Manifests
import Promotion
import Testing

@Suite("New definitions")
struct ReloadTests {
    @Test("Edits that could not be made are tried again under the new definitions")
    func blockedPlan() throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        bench.take(.planFailed(environment: "dev", id, .permanent("There is no such file.")))
        #expect(bench.machine.work(bench.state, now: bench.now).isEmpty)
        bench.reload()
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test("A repository that could not be read is read again under the new definitions")
    func unreadable() throws {
        var bench = try Bench.line()
        for stage in ["dev", "staging", "prod"] {
            bench.take(.unreadable(environment: stage, .permanent("The key was refused.")))
        }
        #expect(bench.machine.work(bench.state, now: bench.now).isEmpty)
        bench.reload()
        #expect(bench.machine.work(bench.state, now: bench.now).count == 3)
    }

    @Test("Other edits are no change by a person; what is declared at the new places is written")
    func otherEdits() throws {
        var bench = try Bench.line()
        bench.adopt()
        try bench.release("1.0.0")
        let template = try Template("${api.digest}")
        let digest = try FileEdits.Setting(selector: Selector("image.digest"), value: template)
        bench.reload(stages: { $0[0].edits[0].set.append(digest) })
        var declared = bench.declaredState("dev")
        let value = DeclaredValue(file: "apps/shop/values.yaml", place: "image.digest", value: "")
        declared.places.append(DeclaredPlace(value, written: template))
        bench.take(.declared(environment: "dev", declared))
        #expect(bench.records("drifted").isEmpty)
        #expect(bench.state.stages["dev"]?.hold == nil)
        let promotion = try #require(bench.state.stages["dev"]?.promotion)
        #expect(bench.state.release(promotion.release)?.title == "1.0.0")
    }

    @Test("An environment that moved to another repository is seen there for the first time")
    func otherRepository() throws {
        var bench = try Bench.line()
        bench.adopt()
        try bench.release("1.0.0")
        bench.order(.hold(environment: "prod", reason: "an incident"), by: "bob")
        let remote = try RemoteURL("ssh://git@example.com/elsewhere.git")
        bench.reload(environment: "prod") { $0.branch = Branch(remote: remote, name: "main") }
        #expect(bench.machine.work(bench.state, now: bench.now) == [.look(environment: "prod")])
        bench.branches["prod"] = [bench.value("0.1.0")]
        try bench.settle()
        #expect(bench.records("drifted").isEmpty)
        #expect(bench.state.stages["prod"]?.hold?.by == "bob")
        #expect(bench.tag("prod") == "0.1.0")
        bench.order(.resume(environment: "prod"))
        try bench.settle()
        #expect(bench.tag("prod") == "1.0.0")
    }

    @Test(
        "A stage that is removed while its commit is on the way ends when its outcome was read back",
        arguments: [
            SendOutcome.landed(CommitID(hex: "ab")), .notAuthorized, .failed(.permanent("declined")),
            .failed(.transient("cut")),
        ])
    func removedWhileSending(_ outcome: SendOutcome) throws {
        var bench = try Bench.line()
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        try bench.performOnce("dev")
        bench.reload(stages: { stages in
            stages.removeFirst()
            stages[0].after = []
        })
        #expect(bench.state.stages["dev"] != nil)
        bench.take(.sent(environment: "dev", id, outcome))
        #expect(bench.state.stages["dev"] == nil)
        #expect(bench.records("abandoned", "dev").count == 1)
    }

    @Test("A stage that is removed is gone for good")
    func removed() throws {
        var bench = try Bench.line()
        bench.adopt()
        try bench.release("1.0.0")
        bench.reload(stages: { $0.removeLast() })
        #expect(bench.state.stages["prod"] == nil)
    }
}
