import Promotion
import Testing

@Suite struct OneLineTests {
    @Test(
        "One line, whatever it was, and no longer than it may be",
        arguments: [
            ("", 5, ""), (" a\r\n\tb\u{2028}c ", 10, "a b c"), ("a\u{0}b\u{200B}c", 10, "a b c"),
            ("abcdef", 6, "abcdef"), ("abcdefg", 6, "abcdef…"), ("abc defg", 6, "abc de…"),
            // One character of many marks counts as many.
            ("a" + String(repeating: "\u{301}", count: 1000), 4, "a\u{301}\u{301}\u{301}…"),
        ])
    func oneLine(_ text: String, _ limit: Int, _ expected: String) {
        #expect(text.oneLine(limit: limit) == expected)
        #expect(text.oneLine(limit: limit).unicodeScalars.count <= limit + 1)
    }
}
