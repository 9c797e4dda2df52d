import Patterns
import Testing

@Suite("Wildcards")
struct WildcardsTests {
    private func matches(_ pattern: String, _ text: String) -> Bool {
        matchesWildcards(
            Array(pattern.utf8), Array(text.utf8), isAny: { $0 == UInt8(ascii: "*") },
            matches: { $0 == UInt8(ascii: "?") || $0 == $1 })
    }

    @Test(
        "One element may stand for any number of others",
        arguments: [
            ("", "", true), ("", "a", false), ("*", "", true), ("*", "abc", true), ("a*", "a", true),
            ("a*c", "abc", true),
            ("a*c", "ab", false), ("a*b*c", "aXbYbZc", true), ("*a", "ba", true), ("*ab", "aab", true),
            ("?*", "", false),
            ("?*", "a", true), ("a", "b", false), ("abc", "ab", false), ("**", "x", true), ("*b*", "aaa", false),
        ])
    func matching(pattern: String, text: String, expected: Bool) {
        #expect(matches(pattern, text) == expected)
    }

    @Test("Many stars before what never comes cost no more than their number times the text")
    func linear() {
        let pattern = String(repeating: "a*", count: 500) + "b"
        let began = ContinuousClock.now
        #expect(!matches(pattern, String(repeating: "a", count: 5000)))
        #expect(ContinuousClock.now - began < .seconds(5))
    }
}
