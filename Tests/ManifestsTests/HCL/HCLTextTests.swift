import Testing

@testable import Manifests

struct HCLTextTests {
    @Test(
        "Escapes in quotes",
        arguments: [
            (#"a"#, "a"), (#"\n\r\t\"\\"#, "\n\r\t\"\\"), (#"\u00e9\U0001F600"#, "é😀"), ("$${a}", "${a}"),
            ("%%{a}", "%{a}"), ("$$${a", "$${a"), ("$$a $ % %%", "$$a $ % %%"), (#"\\n"#, #"\n"#), (#"$\u007b"#, "${"),
        ])
    func decodes(text: String, value: String) {
        #expect(HCLText.decoded(text) == value)
    }

    @Test(
        "What is written reads back, and stays readable",
        arguments: [
            ("v1", "\"v1\""), ("${a}", "\"$${a}\""), ("$${a}", "\"$$${a}\""), ("%{a}", "\"%%{a}\""),
            ("$%{", "\"$%%{\""),
            ("a\"b\\c", #""a\"b\\c""#), ("\n\r\t", #""\n\r\t""#), ("\u{7}\u{0}", #""\u0007\u0000""#),
            ("\u{FEFF}\u{2028}\u{10FFFF}", #""\ufeff\u2028\U0010ffff""#), ("größe 😀", "\"größe 😀\""),
        ])
    func encodes(value: String, text: String) {
        let written = String(decoding: HCLText.quoted(value), as: UTF8.self)
        #expect(written == text)
        #expect(HCLText.decoded(String(written.dropFirst().dropLast())).isSame(as: value))
    }

    @Test(
        "Numbers that Terraform prints as they were written",
        arguments: [
            ("0", true), ("7", true), ("-7", true), ("10", true), ("1.5", true), ("0.25", true), ("-0.5", true),
            ("123456789012345", true), ("1234567890123456", false), ("", false), ("-", false), ("-0", false),
            ("007", false), ("1.20", false), ("1.0", false), ("1.", false), (".5", false), ("1e3", false),
            ("+1", false),
            ("1.2.3", false), ("٣", false), ("--1", false), ("1 ", false), ("-0.0", false),
        ])
    func usualNumbers(text: String, isUsual: Bool) {
        #expect(HCLWriter.isUsualNumber(text) == isUsual)
    }

    private func decoded(_ text: String) -> String {
        Array(text.utf8).withUnsafeBufferPointer { buffer in
            HeredocText.decoded(0..<buffer.count, in: HCLSource(buffer, file: "f.hcl"))
        }
    }

    @Test(
        "Heredocs, as Terraform reads them",
        arguments: [
            ("<<A\nA", ""), ("<<A\nx\ny\nA", "x\ny\n"), ("<<A\n    x\n  A", "    x\n"), ("<<A\n\n x\n\nA", "\n x\n\n"),
            ("<<-A\n    x\n    y\n  A", "x\ny\n"), ("<<-A\n    x\n      y\n  A", "x\n  y\n"),
            ("<<-A\n    x\n  y\n    z\n  A", "  x\ny\n  z\n"), ("<<-A\n\tx\n  y\n  A", "x\n y\n"),
            ("<<-A\n    x\n\n    y\n  A", "x\n\ny\n"), ("<<-A\n  \u{2003}\u{2003}x\n    y\n  A", "x\ny\n"),
            ("<<A\n\\n $${x} %%{y} $5\nA", "\\n ${x} %{y} $5\n"), ("<<-A\r\n  x\r\n\r\n  y\r\n  A", "x\r\n\r\ny\r\n"),
        ])
    func heredocs(text: String, value: String) {
        #expect(decoded(text).isSame(as: value))
    }

    @Test(
        "A heredoc keeps its indentation, and takes whole lines only",
        arguments: [
            ("<<A\nx\nA", "y\nz\n", "<<A\ny\nz\nA"), ("<<A\nx\nA", "", "<<A\nA"), ("<<A\nA", "x\n", "<<A\nx\nA"),
            ("<<-A\n    x\n  A", "y\n  z\n\n", "<<-A\n    y\n      z\n\n  A"), ("<<A\nx\nA", "${y}\n", "<<A\n$${y}\nA"),
            ("<<-A\n\tx\n\tA", "y\n", "<<-A\n\ty\n\tA"), ("<<-A\nA", "x\n", "<<-A\nx\nA"),
            ("<<A\nx\nA", "y", nil), ("<<A\nx\nA", "A\n", nil), ("<<A\nx\nA", "y\n A \n", nil),
            ("<<-A\n  x\nA", "  y\n", nil), ("<<A\nx\nA", "  y\n", "<<A\n  y\nA"),
        ] as [(String, String, String?)])
    func writesHeredocs(old: String, value: String, new: String?) throws {
        let edits = [ValueEdit(place: Place(selector: try Selector("a")), value: value)]
        let original = Array("a = \(old)\nb = 1\n".utf8)
        if let new {
            let edited = try HCLEditor().apply(edits, to: original, file: "f.hcl")
            #expect(String(decoding: edited.bytes, as: UTF8.self) == "a = \(new)\nb = 1\n")
        } else {
            #expect {
                try HCLEditor().apply(edits, to: original, file: "f.hcl")
            } throws: {
                ($0 as? ManifestError)?.problem == .unwritable(value)
            }
        }
    }
}
