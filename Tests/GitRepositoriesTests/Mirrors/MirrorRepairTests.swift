import Foundation
import GitRepositories
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("Mirrors after kill -9")
    struct MirrorRepairTests {
        enum Wreck: String, CaseIterable, Sendable {
            case locks, temporaryFiles, packWithoutIndex, indexWithoutPack, truncatedPack, missingPack, emptyRef
            case emptyHead, noConfig, garbage, halfMadeClone, halfReplaced

            func inflict(on mirror: String) throws {
                let files = FileManager.default
                let packs = try files.contentsOfDirectory(atPath: mirror + "/objects/pack").sorted()
                func pack(_ end: String) -> String {
                    mirror + "/objects/pack/" + (packs.first { $0.hasSuffix(end) } ?? "none")
                }
                switch self {
                case .locks:
                    for lock in ["HEAD.lock", "config.lock", "packed-refs.lock", "refs/heads/main.lock"] {
                        _ = files.createFile(atPath: mirror + "/" + lock, contents: nil)
                    }
                case .temporaryFiles:
                    for name in ["tmp_pack_x", "pack_git2_abc"] {
                        _ = files.createFile(atPath: mirror + "/objects/pack/" + name, contents: Data("half".utf8))
                    }
                case .packWithoutIndex: try files.removeItem(atPath: pack(".idx"))
                case .indexWithoutPack: try files.removeItem(atPath: pack(".pack"))
                case .truncatedPack:
                    let path = pack(".pack")
                    try files.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
                    try run(["truncate", "-s", "60", path])
                case .missingPack:
                    for end in [".pack", ".idx"] { try files.removeItem(atPath: pack(end)) }
                case .emptyRef: try run(["truncate", "-s", "0", mirror + "/refs/heads/main"])
                case .emptyHead: try run(["truncate", "-s", "0", mirror + "/HEAD"])
                case .noConfig: try files.removeItem(atPath: mirror + "/config")
                case .garbage:
                    try run(["sh", "-c", "rm -rf '\(mirror)' && mkdir '\(mirror)' && echo x > '\(mirror)/x'"])
                case .halfMadeClone:
                    let next = mirror.dropLast(4) + ".next"
                    try run(["sh", "-c", "rm -rf '\(mirror)' && mkdir '\(next)' && echo x > '\(next)/x'"])
                case .halfReplaced:
                    try run(["cp", "-r", mirror, String(mirror.dropLast(4) + ".next")])
                    try files.moveItem(atPath: mirror, toPath: String(mirror.dropLast(4) + ".replaced"))
                }
            }
        }

        @Test(
            "What a killed process can leave behind is repaired, or the mirror cloned again", arguments: Wreck.allCases)
        func repaired(wreck: Wreck) async throws {
            let fixture = try Fixture()
            #expect(await fixture.send(.adding("a\n", key: "p1"))["p1"]?.landed != nil)
            await fixture.repositories.close()
            try wreck.inflict(on: fixture.mirror)
            let restarted = fixture.restarted()
            // A mirror whose damage shows only in use is cloned again by the next call: transient, once.
            var outcome: SendOutcome?
            for _ in 1...2 where outcome?.landed == nil {
                outcome = await restarted.send(
                    [.adding("b\n", key: "p2")], to: fixture.branch, deadline: .seconds(30)
                ) { _ in true }["p2"]
                if let problem = outcome?.problem { #expect(problem.isTransient, "\(problem)") }
            }
            #expect(try outcome?.landed?.hex == fixture.git("rev-parse", "main"), "\(String(describing: outcome))")
            #expect(try fixture.git("show", "main:apps/api.yaml") == "tag: 1\na\nb")
            await restarted.close()
            #expect(try run(["git", "-C", fixture.mirror, "fsck", "--full"]).output == "")
        }

        @Test("A commit that was made and not sent survives a new clone, and goes out as it was")
        func unsentSurvives() async throws {
            let server = try SSHServer()
            let fixture = try Fixture(
                server: server, crashPoint: CrashPoint { if $0 == .commitMade { server.killConnections() } })
            #expect(try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(20)) != nil)
            var limits = fixture.settings
            limits.limits.pushes = 1
            await fixture.repositories.close()
            let interrupted = GitRepositories(limits)
            #expect(
                await interrupted.send([.adding("a\n", key: "p1")], to: fixture.branch, deadline: .seconds(20)) { _ in
                    true
                }["p1"]?.problem != nil)
            await interrupted.close()
            let unsent = try run([
                "git", "-C", fixture.mirror, "for-each-ref", "--format=%(objectname)", "refs/sluice/unsent",
            ]).output
                .trimmingCharacters(in: .whitespacesAndNewlines)
            #expect(unsent.count == 40)
            _ = FileManager.default.createFile(atPath: fixture.mirror + "/sluice-damaged", contents: nil)
            var settings = fixture.settings
            settings.crashPoint = CrashPoint { _ in }
            // Another time, so that a commit made anew would be another one.
            settings.now = { Date(timeIntervalSince1970: 2_000_000_000) }
            let outcome = await GitRepositories(settings).send(
                [.adding("a\n", key: "p1")], to: fixture.branch, deadline: .seconds(20)
            ) { _ in true }["p1"]
            #expect(outcome?.landed?.hex == unsent)
            #expect(!FileManager.default.fileExists(atPath: fixture.mirror + "/sluice-damaged"))
        }

        @Test("Two processes do not share a mirror")
        func locked() async throws {
            let fixture = try Fixture()
            #expect(try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(20)) != nil)
            let other = fixture.restarted()
            await #expect(throws: Problem.self) { _ = try await other.tip(of: fixture.branch, deadline: .seconds(20)) }
            await fixture.repositories.close()
            #expect(try await other.tip(of: fixture.branch, deadline: .seconds(20)) != nil)
        }

        @Test("Packs are put together when there are many, and nothing is lost by it", .timeLimit(.minutes(1)))
        func maintenance() async throws {
            var limits = GitLimits()
            limits.packs = 5
            let fixture = try Fixture(limits: limits)
            for number in 1...20 {
                #expect(await fixture.send(.adding("\(number)\n", key: "p\(number)"))["p\(number)"]?.landed != nil)
            }
            let folder = fixture.mirror + "/objects/pack"
            func packs() throws -> Int {
                try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".pack") }.count
            }
            // Nobody waits for them to be put together; each conversation looks whether there are too many.
            while try packs() > 8 { _ = try await fixture.repositories.tip(of: fixture.branch, deadline: .seconds(10)) }
            await fixture.repositories.close()
            #expect(try run(["git", "-C", fixture.mirror, "fsck", "--full"]).output == "")
            #expect(try run(["git", "-C", fixture.mirror, "rev-list", "--count", "refs/heads/main"]).output == "21\n")
        }
    }
}
