import Manifests
import Testing

@testable import Reconcilers

@Suite("An object without a type")
struct UnstructuredTests {
    @Test(
        "reads JSON and writes it again, keys sorted",
        arguments: [
            (#" {"b": [1, -2.5, true, null], "a": {}} "#, #"{"a":{},"b":[1,-2.5,true,null]}"#),
            (#""\u00e9\ud83d\ude00\n\/\\\"""#, "\"é😀\\u000a/\\\\\\\"\""),
            (#"["\ud83d", "\ud83dx"]"#, "[\"\u{FFFD}\",\"\u{FFFD}x\"]"),
            (#"{"a":1,"a":2}"#, #"{"a":2}"#), ("[]", "[]"), ("9007199254740993", "9007199254740993"),
        ])
    func roundTrip(text: String, wanted: String) throws {
        #expect(String(decoding: try Unstructured(json: Array(text.utf8)).json, as: UTF8.self) == wanted)
    }

    @Test(
        "refuses what is no JSON",
        arguments: [
            "", "{", "[1,]", #"{"a" 1}"#, "tru", "01x", "nan", #""\x""#, #""\u12""#, "\"\n\"", "1 2", "+1",
            String(repeating: "[", count: 600),
        ])
    func broken(text: String) {
        #expect(throws: UnstructuredError.self) { try Unstructured(json: Array(text.utf8)) }
    }

    @Test(
        "reads YAML as Kubernetes' own tools do",
        arguments: [
            ("yes", "true"), ("off", "false"), ("'yes'", "\"yes\""), ("!!str 1", "\"1\""), ("0644", "420"),
            ("0o17", "15"),
            ("0x1F", "31"), ("1_000", "1000"), ("-3", "-3"), ("1.5", "1.5"), ("1e3", "1000.0"), ("~", "null"),
            ("", "null"),
            ("2026-11-29", "\"2026-11-29\""), ("12:30:45", "\"12:30:45\""), (".inf", "\".inf\""),
            ("1.2.3", "\"1.2.3\""),
            ("08", "8.0"), ("null", "null"), ("|\n  a\n", "\"a\\u000a\""),
        ])
    func yaml(text: String, wanted: String) throws {
        let node = try YAMLTree.parse(Array(text.utf8), file: "x")
        #expect(String(decoding: Unstructured(yaml: node).json, as: UTF8.self) == wanted)
    }

    @Test("members are read, set and removed")
    func members() {
        var object: Unstructured = ["metadata": ["name": "x", "namespace": "n", "generation": 3], "kind": "K"]
        #expect(object.title == "K n/x")
        #expect(object.generation == 3)
        #expect(object[["metadata", "name"]] == "x")
        object["kind"] = nil
        object["metadata"]?["name"] = "y"
        #expect(object == ["metadata": ["name": "y", "namespace": "n", "generation": 3]])
    }
}
