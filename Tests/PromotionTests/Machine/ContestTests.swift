import Foundation
import Promotion
import Testing

@Suite("Two writers of one value")
struct ContestTests {
    private func settled(_ drift: DriftRule) throws -> Bench {
        var bench = try Bench.line(drift: drift)
        bench.adopt()
        try bench.release("1.0.0")
        return bench
    }

    /// Another writer's commit, seen at once.
    private func write(_ bench: inout Bench, _ tag: String, by name: String = "Renovate <bot@example.com>") throws {
        var declared = bench.change("dev", to: tag)
        declared.writer = Writer(commit: declared.tip, parent: nil, signature: name)
        bench.take(.declared(environment: "dev", declared))
        try bench.settle()
    }

    @Test("Under `restore` the third time that the same value is written over holds the stage, and says who writes")
    func restore() throws {
        var bench = try settled(.restore)
        let commits = bench.commits
        for _ in 0..<2 {
            try write(&bench, "0.5.0")
            #expect(bench.tag("dev") == "1.0.0")
        }
        for _ in 0..<20 { try write(&bench, "0.5.0") }
        #expect(bench.tag("dev") == "0.5.0")
        // Each of the other's, and two of ours.
        #expect(bench.commits == commits + 22 + 2)
        let hold = try #require(bench.state.stages["dev"]?.hold)
        #expect(hold.kind == .drift)
        for part in ["is 0.5.0, was 1.0.0", "3 times", "Renovate", "resume the stage"] {
            #expect(hold.reason.contains(part), "\(hold.reason)")
        }
        #expect(!hold.reason.contains("bot@example.com"))
    }

    @Test("Under `adopt` a release that somebody takes back again and again holds the stage")
    func adopt() throws {
        var bench = try settled(.adopt)
        let commits = bench.commits
        var written = 0
        for _ in 0..<20 where bench.state.stages["dev"]?.hold == nil {
            try write(&bench, "0.5.0")
            written += 1
        }
        #expect(bench.state.stages["dev"]?.hold?.kind == .drift)
        #expect(written == 3)
        #expect(bench.commits <= commits + written + 2)
    }

    @Test("Whatever values somebody writes, no more than ten times are written over", arguments: 0..<5)
    func unrest(seed: Int) throws {
        var bench = try settled(.restore)
        var generator = SplitMix(seed: UInt64(seed))
        let commits = bench.commits
        for _ in 0..<40 { try write(&bench, "0.\(Int.random(in: 1...60, using: &generator)).0") }
        #expect(bench.commits - commits - 40 < Contest.most)
        #expect(bench.state.stages["dev"]?.hold?.kind == .drift)
    }

    @Test("Another release begins the count anew, and so does whoever resumes the stage")
    func anew() throws {
        var bench = try settled(.restore)
        for _ in 0..<2 { try write(&bench, "0.5.0") }
        try bench.release("1.1.0")
        #expect(bench.state.stages["dev"]?.contest == nil)
        for _ in 0..<2 { try write(&bench, "0.5.0") }
        #expect(bench.state.stages["dev"]?.hold == nil)
        try write(&bench, "0.5.0")
        #expect(bench.state.stages["dev"]?.hold != nil)
        bench.order(.resume(environment: "dev"))
        #expect(bench.state.stages["dev"]?.contest == nil)
    }

    @Test("A change by hand is told with its author's name and commit, and never with an address")
    func author() throws {
        var bench = try settled(.hold)
        try write(&bench, "0.5.0", by: "Eve\u{202E}\n\u{1B}[31m <eve@example.com>")
        let commit = bench.commit(bench.commits).short
        let record = try #require(bench.records("drifted", "dev").last)
        #expect(record.message == "apps/shop/values.yaml image.tag is 0.5.0, was 1.0.0 (Eve [31m in \(commit)).")
        #expect(bench.notices.last { $0.topic == .drift }?.message == record.message)
        #expect(bench.state.stages["dev"]?.hold?.reason.contains("(Eve [31m in \(commit))") == true)
        let names = ["eve@example.com <eve@example.com>", " <>"].map {
            Writer(commit: bench.commit(1), parent: nil, signature: $0).name
        }
        #expect(names == ["eve", "somebody"])
    }
}
