import Testing

@testable import GitRepositories

@Suite("Paths inside a repository")
struct TreePathTests {
    @Test(
        "Accepted as they are",
        arguments: ["a", "apps/api/values.yaml", ".github/x", "a b/ü", ".gitignore", "A/a", "git", "x.git", "~", "-x"])
    func accepted(path: String) throws {
        #expect(try TreePath(path).text == path)
    }

    @Test(
        "Refused: what leads out of the tree or into a repository's own folder",
        arguments: [
            "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", ".git", "a/.git/b", ".GIT/config", ".Git", ".git.",
            ".git ", ".git::$INDEX_ALLOCATION", "git~1", "GIT~12/x", "a\\b", "a\nb", "a\0b",
            String(repeating: "a", count: 256),
            String(repeating: "a/", count: 2049) + "a",
        ])
    func refused(path: String) {
        #expect(throws: TreePath.Refused.self) { try TreePath(path) }
    }
}
