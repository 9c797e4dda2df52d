import Testing

@testable import manifests_fuzz

struct ReplacedValueTests {
    private func fault(
        _ old: String, _ new: String, _ values: [(offset: Int, old: String, new: String)], _ syntax: ValueSyntax = .yaml
    ) -> String? {
        ReplacedValue.fault(
            from: Array(old.utf8), to: Array(new.utf8),
            by: values.map { ReplacedValue(offset: $0.offset, old: $0.old, new: $0.new) }, in: syntax)
    }

    @Test(
        "Takes edits that leave every other byte alone",
        arguments: [
            ("a: v1 # c\n", "a: v2 # c\n", 3, "v1", "v2"), ("a: v1\n", "a: \"1.20\"\n", 3, "v1", "1.20"),
            ("a: 'it''s'\n", "a: 'x''y'\n", 3, "it's", "x'y"), ("{\"a\": \"\\\"\"}", "{\"a\": \"\"}", 6, "\"", ""),
            ("a:\nb: 1\n", "a: v2\nb: 1\n", 2, "", "v2"), ("{a:}\n", "{a: v2 }\n", 3, "", "v2"),
            ("a: \"\"\n", "a: \"v2\"\n", 3, "", "v2"), ("a: one\n  two # c\n", "a: v2 # c\n", 3, "one two", "v2"),
            ("a: 'one\n\n  two' # c\n", "a: 'v2' # c\n", 3, "one\ntwo", "v2"),
        ])
    func takes(old: String, new: String, offset: Int, from: String, to: String) {
        #expect(fault(old, new, [(offset, from, to)]) == nil)
    }

    @Test(
        "Sees a byte changed before, behind and between, added and lost",
        arguments: [
            "a: v2 # C\nb: w2\n", "A: v2 # c\nb: w2\n", "a: v2 # c\nB: w2\n", "a: v2 # c\nb: w2", "a: v2  # c\nb: w2\n",
            "a: v2 # c\nb: w2\n\n", "a: v2 # c\r\nb: w2\n", "a:  v2 # c\nb: w2\n", "", "a: v2 # c\n",
        ])
    func seesBytes(new: String) {
        #expect(fault("a: v1 # c\nb: w1\n", new, [(3, "v1", "v2"), (13, "w1", "w2")]) != nil)
    }

    @Test(
        "Takes a block whose content alone changed",
        arguments: [
            ("|\n  v1\nb: 1\n", "|\n  v2\nb: 1\n", "v1\n", "v2\n"),
            ("|\n  v1\nb: 1\n", "|-\n  v2\nb: 1\n", "v1\n", "v2"),
            ("|\n  v1\n\n\nb: 1\n", "|\n  v2\n  x\n\n\nb: 1\n", "v1\n", "v2\nx\n"),
            ("|\n  v1\n\n\nb: 1\n", "|+\n  v2\n\nb: 1\n", "v1\n", "v2\n\n"),
            ("|2-\n    v1\n", "|2-\n    v2\n", "  v1", "  v2"),
            (">- # c\n  a\n  b\n#x\n", ">- # c\n  v2\n#x\n", "a b", "v2"),
            (
                "|\n\n  a\n\n  v1\n   #\n # no\n", "|\n\n  a\n\n  v2\n   #\n # no\n", "\na\n\nv1\n #\n",
                "\na\n\nv2\n #\n"
            ),
            ("|\n  v1", "|\n  v2", "v1", "v2"), ("|\n  v1\r\n  x\r\n", "|\n  v2\r\n  x\r\n", "v1\nx\n", "v2\nx\n"),
        ])
    func takesBlock(old: String, new: String, from: String, to: String) {
        #expect(fault("a: " + old, "a: " + new, [(3, from, to)]) == nil)
    }

    @Test(
        "Sees whatever else changed in a block, before and behind it",
        arguments: [
            "a: >\n  x\n  v2\n\nb: 1\n", "a: |\n   x\n   v2\n\nb: 1\n", "a: | # c\n  x\n  v2\n\nb: 1\n",
            "a: |\n  x\n  v2\nb: 1\n", "a: |\n  x\n  v2\n\nb: 1", "a: |\n  x\n  v2\n\nB: 1\n",
            "A: |\n  x\n  v2\n\nb: 1\n",
            "a: |\n  x\r\n  v2\n\nb: 1\n", "a: |\n  x\n  v3\n\nb: 1\n", "a: |\n  x\n  v2\n  y\n\nb: 1\n",
            "a: |\n  x\n  v2\n\n",
            "a: \"x\\nv2\\n\"\n\nb: 1\n", "a: |\n  x \n  v2\n\nb: 1\n", "",
        ])
    func seesBlock(new: String) {
        #expect(fault("a: |\n  x\n  v1\n\nb: 1\n", new, [(3, "x\nv1\n", "x\nv2\n")]) != nil)
    }

    @Test("Knows where a heredoc ends, and that one is none in YAML")
    func heredocs() {
        let old = "a = <<-EOT\n  v1\n  EOT\nb = 1\n"
        #expect(fault(old, "a = <<-EOT\n  v2\n  EOT\nb = 1\n", [(4, "v1\n", "v2\n")], .hcl) == nil)
        #expect(fault(old, "a = <<-EOT\n  v2\n  EOT\nb = 2\n", [(4, "v1\n", "v2\n")], .hcl) != nil)
        #expect(fault(old, "a = <<-EOT\n  v2\n  EOT\nb = 1\n", [(4, "v1\n", "v2\n")], .yaml) != nil)
        #expect(fault("a: <<EOT\n", "a: v2\n", [(3, "<<EOT", "v2")], .yaml) == nil)
    }
}
