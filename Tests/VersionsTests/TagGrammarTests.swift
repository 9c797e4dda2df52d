import Testing
import Versions

@Suite("Tag grammars")
struct TagGrammarTests {
    private static let long = String(repeating: "a", count: 128)

    @Test(
        "OCI",
        arguments: [
            ("1.2.3", nil), ("_x", nil), ("A-b.c_d", nil), (long, nil), ("", .empty),
            (long + "a", .tooLong(limit: 128)), (".a", .character(".")), ("-a", .character("-")),
            ("a+b", .character("+")),
            ("a/b", .character("/")), ("é", .character("\\u{00E9}")), ("a b", .character(" ")),
            ("a\nb", .character("\\n")),
        ] as [(String, TagFault?)])
    func oci(name: String, fault: TagFault?) {
        #expect(TagGrammar.oci.fault(in: name) == fault)
    }

    @Test(
        "Git",
        arguments: [
            ("v1.2.3+build", nil), ("release/1.2", nil), ("é", nil), (long + "a", nil), ("", .empty), ("-", nil),
            (long + long, .tooLong(limit: 255)), ("a b", .character(" ")), ("a:b", .character(":")),
            ("a\u{7F}", .character("\\u{7F}")), ("a\\b", .character("\\\\")), ("a\0", .character("\\0")),
        ] as [(String, TagFault?)])
    func git(name: String, fault: TagFault?) {
        #expect(TagGrammar.git.fault(in: name) == fault)
    }

    @Test("The faults are sentences")
    func sentences() {
        #expect(TagFault.tooLong(limit: 128).description == "the name is longer than 128 bytes")
        #expect(TagFault.empty.description == "the name is empty")
    }
}
