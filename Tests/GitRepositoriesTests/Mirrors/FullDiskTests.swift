import Foundation
import GitRepositories
import Glibc
import Promotion
import TestServers
import Testing

extension RealServerTests {
    @Suite("Full disk", .enabled(if: geteuid() == 0, "mounting a small file system needs root"))
    struct FullDiskTests {
        @Test("No space stops the send as a transient problem, loses nothing, and the next send goes through")
        func fullDisk() async throws {
            let folder = try TemporaryDirectory("small")
            try run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", folder.path])
            defer { _ = try? run(["umount", "-l", folder.path]) }
            let fixture = try Fixture { $0.mirrors = folder.file("mirrors") }
            #expect(await fixture.send(.adding("a\n", key: "p1"))["p1"]?.landed != nil)
            try run(["dd", "if=/dev/zero", "of=\(folder.file("filler"))", "bs=4k"], allowFailure: true)

            let problem = try #require(await fixture.send(.adding("b\n", key: "p2"))["p2"]?.problem)
            #expect(problem.isTransient)
            #expect(problem.summary.contains("No space"), "\(problem)")
            #expect(problem.remedy?.contains("Free space") == true)
            #expect(try fixture.git("rev-list", "--count", "main") == "2")

            try FileManager.default.removeItem(atPath: folder.file("filler"))
            #expect(await fixture.send(.adding("b\n", key: "p2"))["p2"]?.landed != nil)
            #expect(try fixture.git("show", "main:apps/api.yaml") == "tag: 1\na\nb")
            await fixture.repositories.close()
        }
    }
}
