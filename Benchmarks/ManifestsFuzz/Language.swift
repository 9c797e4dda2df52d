/// What mutations need to know of a format: by the file's extension, so that a format without an entry is mutated, too.
struct Language {
    /// Comments that go on to the line's end.
    let lineComments: [[UInt8]]
    /// Comments, and whatever else changes nothing, that fit between two tokens.
    let blanks: [[UInt8]]
    let tokens: [[UInt8]]

    init(extension name: String) {
        switch name {
        case "json": self.init([], [" ", "\t", "\n  ", "  "], Self.jsonTokens)
        case "jsonc", "code-workspace": self.init(["// c", "//"], [" ", "/* c */", "/**/", "\n"], Self.jsonTokens)
        case "tf", "tfvars", "hcl": self.init(["# c", "// c"], [" ", "/* c */", "\t"], Self.hclTokens)
        default: self.init(["# c", "#", "# {\"x\": 1}"], [" ", "  "], Self.yamlTokens)
        }
    }

    private init(_ lineComments: [String], _ blanks: [String], _ tokens: [String]) {
        self.lineComments = lineComments.map { Array($0.utf8) }
        self.blanks = blanks.map { Array($0.utf8) }
        self.tokens = (tokens + Self.commonTokens).map { Array($0.utf8) }
    }

    private static let commonTokens = [
        "\n", "\r\n", "\r", "\t", " ", "\"", "'", "\\", "{", "}", "[", "]", ",", ":", "=", "#", "\u{FEFF}", "\u{85}",
        "\u{2028}",
        "é", "😀", "\0", "\u{7}", "\u{7F}", "{{ x }}", "null", "true", "1.20", "0x1F", "-", "e\u{301}",
    ]
    private static let yamlTokens = [
        ": ", "- ", "? ", " # ", "&a ", "*a ", "*a", "!!str ", "!!int ", "! ", "!x ", "|", ">", "|-\n  x\n", ">2+\n",
        "---\n",
        "...\n", "%YAML 1.1\n", "<<: *a\n", "~", "@", "`", "a: b\n", "\\x41", "{a: b}", "[a, b]", "kind: Deployment\n",
        "? a\n: b\n",
    ]
    private static let jsonTokens = [
        "//", "/*", "*/", "\\u0041", "\\ud83d", "\\udE00", "\\n", "\\x", "{}", "[]", "\"a\":1,", "\"tag\":\"x\",",
        "1e5", "-0", "01",
        ".5", ",,", "NaN", "\"\"",
    ]
    private static let hclTokens = [
        "//", "/*", "*/", "${x}", "%{ if x }", "$${", "<<EOT\nx\nEOT\n", "<<-EOT\n  x\n  EOT\n", "a = b\n", "x {\n}\n",
        "(1)",
        "\\u0041", "\\n", "?", "...", "for x in y : x", "a.b[0]", "==", "&&",
    ]

    /// What is put in the place of words, and written by edits: each is trouble to some format.
    static let values = [
        "v2.0.0", "1.20", "7", "true", "null", "no", "~", "1e3", "0x1f", "0o17", "-1", "0.5", "1_000", "12:30",
        "2024-01-02", "",
        " x ", "a: b # c", "it's", "say \"x\"", "ü", "😀", "x\ny", "\\", "${x}", "%{x}", "*a", "&a", "!x", "- x", "<<",
        "=", "\u{7}",
        "\u{2028}", "\u{FEFF}", "registry.example.com/a/b:1@sha256:00ff", "123456789012345678901234567890", "{{ x }}",
        "e\u{301}", "one\ntwo\n", "a\n\n\nb\n\n", "  x\n y",
    ]

    /// Tags that are no strings, or look like none.
    static let tags = ["v2.0.0", "1.20", "7", "1e3", "0x1f", "latest", "no", "1_000", "2024-01-02", "main-0123abc"]
}
