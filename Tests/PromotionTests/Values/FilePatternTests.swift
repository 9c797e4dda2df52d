import Promotion
import Testing

struct FilePatternTests {
    @Test(
        "A pattern matches within parts, and across them only by **",
        arguments: [
            ("apps/*/values.yaml", "apps/api/values.yaml", true),
            ("apps/*/values.yaml", "apps/values.yaml", false),
            ("apps/*/values.yaml", "apps/a/b/values.yaml", false),
            ("apps/**/*.yaml", "apps/x.yaml", true),
            ("apps/**/*.yaml", "apps/a/b/x.yaml", true),
            ("apps/**/*.yaml", "other/x.yaml", false),
            ("**", "a/b", true),
            ("**/values-*.yaml", "values-.yaml", true),
            ("a/**/b/**/c", "a/b/x/b/y/c", true),
            ("a/**/b/**/c", "a/x/c", false),
            ("v?.yaml", "v1.yaml", true),
            ("v?.yaml", "v12.yaml", false),
            ("v?.yaml", "vé.yaml", true),
            ("a.yaml", "a.yaml", true),
            ("a.yaml", "a_yaml", false),
            ("A.yaml", "a.yaml", false),
        ])
    func matching(pattern: String, path: String, isMatch: Bool) {
        #expect(FilePattern(matching: pattern).matches(path) == isMatch)
        #expect(FilePattern(matching: pattern).matches(among: [path]) == (isMatch ? [path] : []))
    }

    @Test("A path takes wildcards as they are")
    func paths() {
        #expect(FilePattern(path: "a*.yaml").matches("a*.yaml"))
        #expect(!FilePattern(path: "a*.yaml").matches("ab.yaml"))
    }

    @Test(
        "The folder is what no wildcard stands in",
        arguments: [
            ("apps/*/values.yaml", "apps", 3), ("apps/api/v*.yaml", "apps/api", 3), ("*.yaml", "", 1),
            ("apps/**/x.yaml", "apps", nil), ("apps/x.yaml", "apps", 2),
        ] as [(String, String, Int?)])
    func folders(pattern: String, folder: String, depth: Int?) {
        #expect(FilePattern(matching: pattern).folder == folder)
        #expect(FilePattern(matching: pattern).depth == depth)
    }
}

@Suite("Patterns that may meet")
struct FilePatternMeetingTests {
    @Test(
        "Two patterns meet where one file may be of both",
        arguments: [
            ("a/b.yaml", "a/b.yaml", true), ("a/b.yaml", "a/c.yaml", false), ("a/*.yaml", "a/b.yaml", true),
            ("a/*.yaml", "b/b.yaml", false), ("**", "x", true), ("apps/**/*.yaml", "apps/x/*.yaml", true),
            ("apps/x/**", "apps/y/**", false), ("app/**", "apps/**", false), ("*", "apps/**", true),
        ])
    func meeting(first: String, second: String, meets: Bool) {
        let patterns = [first, second].map { $0.contains("*") ? FilePattern(matching: $0) : FilePattern(path: $0) }
        #expect(patterns[0].mayMeet(patterns[1]) == meets)
        #expect(patterns[1].mayMeet(patterns[0]) == meets)
    }
}
