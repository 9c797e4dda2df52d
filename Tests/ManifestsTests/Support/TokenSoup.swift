/// Short texts of YAML's own tokens in any order, a few lines each: next to what is valid, and often valid.
enum TokenSoup {
    private static let starts = [
        "a: ", "b: ", "a:", "\"k\": ", "'k': ", "- ", "- ", "-", "- - ", "- a: ", "-  b:", "x", "a : ", "--- ", "---",
        "...", "# c", "? ", ": ", "a:b: ", "-a: ", "<<: ", "\"\\x41\\\"\": ", "é: ", "%x", "a b: ", ".: ", "'it''s' : ",
        "[a]: ", "{}: ", "\"a\"b: ", "---a: ", "*a : ", "&a b: ", "a#b: ", "a\t: ",
    ]
    private static let values = [
        "", "", "x", "v1.2", "1", "'it''s'", "'a' # c", "\"a\\n\\u00e9\\/\"", "\"a\"", "x # c", "x#c", "a: b", "a:b",
        "a:",
        "|", "|-", ">+", "|2", ">1-", "|-1", "| # c", "|#", ">x", "[]", "{}", "[a, b]", "[a, [b, 'c']]", "{a: b}",
        "{a: {b: c}, \"d\":e}", "{a: , b: c}", "[a", "b]", "[a: b]", "[a,]", "{a}", "[a]x", "[a] # c", "[a]# c",
        "{a:b}",
        "[-]", "[-a]", "[a:]", "[a?b]", "[a #b]", "[a#b, c]", "&a x", "*a", "!!str x", "! x", "# c", "'", "\"", "'a'b",
        "\"a\" b", "é", "-", "- x", "?x", ":x", "-x", "x\ty", "\tx", "x\t", "x\t# c", "'a\tb'", "@", "%", "`", "}", ",",
        "~", "<<", "\\", "\"\\q\"", "\"\\x4\"", "\"\\ud800\"", "\"\\", "(a)", "=", "a - b", "--- x", "...", "'a': b",
        "[\"a\",\"b\"]", "{'a':'b'}", "[{a: b}, c]", "{a: [b]}", "[ ]", "{ }", "[ a , b ]", "{ a : b }",
    ]
    private static let ends = [
        "\n", "\n", "\n", "\n", "\n\n", "\n  \n", " \n", "\r\n", "\n# c\n", "\n    # c\n", "\n\t\n", "",
    ]

    static func text(with random: inout SeededGenerator) -> [UInt8] {
        var text = random.oneIn(20) ? "\u{FEFF}" : ""
        for _ in 0..<random.number(1...6) {
            text += String(repeating: " ", count: random.pick([0, 0, 0, 1, 2, 2, 2, 3, 4]))
            text += random.oneIn(5) ? "" : random.pick(starts)
            text += random.pick(values) + random.pick(ends)
        }
        return Array(text.utf8)
    }
}
