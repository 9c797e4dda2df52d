import Foundation
import GitRepositories
import Promotion
import Synchronization
import TestServers
import Testing

extension RealServerTests {
    @Suite("Lost races")
    struct RaceTests {
        @Test("A branch that moves right before the push is prepared again on the new tip; the other commit stays")
        func lostRace() async throws {
            let fixture = try Fixture()
            let bases = Mutex<[CommitID]>([])
            let request = CommitRequest(key: "p1", files: ["apps/api.yaml"]) { _, base in
                bases.withLock { $0.append(base) }
                return .commit(
                    files: ["apps/api.yaml": Array("tag: 2\n".utf8)], message: "Bump\n\nSluice-Promotion: p1\n")
            }
            let asked = Mutex(0)
            let (server, repository) = (fixture.server, fixture.repository)
            let outcome = await fixture.send(request) { _ in
                // Right before the push, twice: somebody else is faster.
                let turn = asked.withLock { asked in
                    asked += 1
                    return asked
                }
                if turn <= 2 { _ = try? server.commit(["other-\(turn)": "x"], to: repository) }
                return true
            }["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"))
            #expect(try fixture.git("rev-list", "--count", "main") == "4")
            #expect(bases.withLock { Set($0).count } == 3)
            #expect(asked.withLock { $0 } == 3)
            #expect(try fixture.git("ls-tree", "--name-only", "main") == "apps\nother-1\nother-2")
        }

        @Test("A commit that landed under our feet is found and not made again")
        func landedMeanwhile() async throws {
            let fixture = try Fixture()
            let (server, repository) = (fixture.server, fixture.repository)
            let asked = Mutex(0)
            let outcome = await fixture.send(.adding("x\n", key: "p1")) { _ in
                let first = asked.withLock { asked in
                    asked += 1
                    return asked == 1
                }
                if first {
                    _ = try? server.commit(["o": "x"], to: repository, message: "Theirs\n\nSluice-Promotion: p1\n")
                }
                return true
            }["p1"]
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"))
            #expect(try fixture.git("rev-list", "--count", "main") == "2")
        }

        @Test(
            "Eight writers that push without pause: ours land, and all of theirs stay reachable",
            .timeLimit(.minutes(2)))
        func eightWriters() async throws {
            let fixture = try Fixture()
            let writers = try Writers(8, repository: fixture.repository)
            writers.start()
            var theirs = writers.accepted.makeAsyncIterator()
            var times: [Double] = []
            for number in 1...12 {
                // Only among pushes of others is there a race to lose.
                _ = await theirs.next()
                let start = ContinuousClock.now
                let outcomes = await fixture.send(.adding("\(number)\n", key: "p\(number)"), within: .seconds(20))
                times.append((ContinuousClock.now - start) / .seconds(1))
                #expect(outcomes["p\(number)"]?.landed != nil, "\(outcomes)")
            }
            let pushed = try writers.stop()
            let reachable = Set(try fixture.git("rev-list", "main").split(separator: "\n").map(String.init))
            #expect(pushed.count >= 12)
            #expect(pushed.subtracting(reachable).isEmpty)
            #expect(
                try fixture.git("log", "--format=%(trailers:key=Sluice-Promotion,valueonly,separator=)", "main")
                    .split(separator: "\n").filter { !$0.isEmpty }.count == 12)
            times.sort()
            print("8 writers pushed \(pushed.count); ours: median \(times[6]) s, worst \(times[11]) s")
            #expect(times[11] < 10)
        }
    }
}
