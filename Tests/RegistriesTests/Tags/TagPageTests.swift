import Foundation
import HTTPTransport
import Testing

@testable import Registries

@Suite("Tag pages")
struct TagPageTests {
    @Test(
        "reads every form of the list",
        arguments: [
            (#"{"name":"a","tags":["1","2"]}"#, ["1", "2"]),
            (" {\n\"tags\" : [ \"1\" ,\r\n\t\"2\" ] } \n", ["1", "2"]),
            (#"{"tags":null,"name":"a"}"#, []), (#"{"tags":[]}"#, []), (#"{"tags":["\u0031","a\/b"]}"#, ["1", "a/b"]),
            (#"{"tags":["é"]}"#, ["é"]), (#"{"child":[{"a":[1]}],"tags":["1"],"manifest":{}}"#, ["1"]),
        ])
    func reads(_ text: String, _ tags: [String]) {
        #expect(TagPage(Array(text.utf8))?.tags == tags)
    }

    @Test(
        "refuses everything else",
        arguments: [
            "", "{", "[]", "null", "{}", #"{"name":"a"}"#, #"{"tags":["1"]"#, #"{"tags":["1"}"#,
            #"{"tags":["1"]} x"#, #"{"tags":"1"}"#, #"{"tags":[1]}"#, "{\"tags\":[\"a\nb\"]}",
            #"{"tags":["1" "2"]}"#, #"{"tags":["1]}"#, "<html>",
        ])
    func refuses(_ text: String) {
        #expect(TagPage(Array(text.utf8)) == nil)
    }

    private struct Reference: Decodable {
        var tags: [String]?
    }

    @Test(
        "the quick scanner reads what the full parser reads, also in damaged lists", arguments: 0..<20 as Range<UInt64>)
    func differential(_ seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let alphabet = Array("{}[]\",:\\ntags e1.-_\u{e9}\n".utf8)
        for _ in 0..<200 {
            let tags = (0..<Int.random(in: 0...5, using: &generator)).map { "v\($0).\(generator.next() % 1000)" }
            var bytes = Array(#"{"name":"team/app","tags":["#.utf8)
            bytes += Array(tags.map { "\"\($0)\"" }.joined(separator: ", ").utf8) + Array("]}".utf8)
            for _ in 0..<Int.random(in: 0...2, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
                    alphabet.randomElement(using: &generator) ?? 0
            }
            guard let scanned = bytes.withUnsafeBytes({ TagListScanner.scan($0) }) else { continue }
            let parsed = try? JSONDecoder().decode(Reference.self, from: Data(bytes))
            #expect(parsed != nil && (parsed?.tags ?? []) == scanned, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}
