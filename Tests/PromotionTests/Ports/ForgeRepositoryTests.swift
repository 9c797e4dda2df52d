import Foundation
import Promotion
import Testing

@Suite("A repository of a host")
struct ForgeRepositoryTests {
    @Test(
        "has two steps or more",
        arguments: [
            ("a/b", "a", "b"), ("group/sub/name", "group/sub", "name"), ("~alice/dot.files", "~alice", "dot.files"),
        ])
    func steps(path: String, owner: String, name: String) throws {
        let repository = try #require(ForgeRepository(path: path))
        #expect(repository.owner == owner && repository.name == name && "\(repository)" == path)
        let kept = try JSONEncoder().encode(["r": repository])
        #expect(try JSONDecoder().decode([String: ForgeRepository].self, from: kept) == ["r": repository])
    }

    @Test(
        "refuses what could lead elsewhere",
        arguments: [
            "", "a", "/a/b", "a/b/", "a//b", "a/../b", "./a", "a/b c", "a/b\n",
            String(repeating: "a/", count: 600) + "b",
        ])
    func refused(path: String) {
        #expect(ForgeRepository(path: path) == nil)
        #expect(throws: (any Error).self) {
            try JSONDecoder().decode([ForgeRepository].self, from: JSONEncoder().encode([path]))
        }
    }
}
