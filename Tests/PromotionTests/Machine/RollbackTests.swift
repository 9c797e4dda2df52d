import Promotion
import Testing

@Suite("Rollbacks and rejections")
struct RollbackTests {
    @Test("A second rollback goes further back, never forth to what was rolled back from")
    func furtherBack() throws {
        var bench = try Bench.line()
        bench.adopt()
        try bench.release("1.0.0", "1.1.0", "1.2.0")
        for expected in ["1.1.0", "1.0.0"] {
            #expect(bench.order(.rollback(environment: "prod", release: nil, reason: nil)) == nil)
            try bench.settle()
            #expect(bench.tag("prod") == expected)
        }
        #expect(bench.order(.rollback(environment: "prod", release: nil, reason: nil)) != nil)
    }

    @Test("Under `every` a failed release that is rejected lets those behind it pass")
    func rejectFailed() throws {
        var bench = try Bench.line(queue: .every)
        bench.adopt()
        bench.see("1.0.0")
        let id = try #require(bench.state.stages["dev"]?.promotion?.id)
        try bench.performOnce("dev")
        bench.take(.sent(environment: "dev", id, .failed(.permanent("The hook declined."))))
        bench.see("1.1.0")
        #expect(bench.order(.reject(environment: "dev", reason: "broken")) == nil)
        try bench.settle()
        #expect(bench.tag("dev") == "1.1.0")
        #expect(bench.records("landed", "dev").count == 1)
    }

    @Test("A person's hold is not replaced by one of Sluice's own")
    func holdStands() throws {
        var bench = try Bench.line()
        bench.adopt()
        try bench.release("1.0.0")
        bench.order(.hold(environment: "prod", reason: "an incident"), by: "bob")
        let declared = bench.change("prod", to: "0.5.0")
        bench.take(.declared(environment: "prod", declared))
        #expect(bench.state.stages["prod"]?.hold?.by == "bob")
        #expect(bench.records("drifted", "prod").count == 1)
    }

    @Test("How often a release was verified is remembered only as far as it matters")
    func boundedMemory() throws {
        var bench = try Bench.line(drift: .restore)
        bench.adopt()
        try bench.release("1.0.0")
        for _ in 0..<50 {
            try bench.pass(60)
            // Who writes over it again and again is stopped long before that.
            bench.state.stages["prod"]?.contest = nil
            let declared = bench.change("prod", to: "0.5.0")
            bench.take(.declared(environment: "prod", declared))
            try bench.settle()
            #expect(bench.tag("prod") == "1.0.0")
        }
        #expect(try #require(bench.state.stages["prod"]).verifications.count <= 3)
    }
}
