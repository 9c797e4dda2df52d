import GoldenManifests
import Testing

@testable import Manifests

/// What the fast way answers is what the way through libyaml answers, byte for byte and to every position.
struct FastEditorTests {
    private static let values = ["v2.0.0", "1.20", "a: b # c", "it's", "ü", "", "7", "true", "x\ny", "\u{85}", "# c"]

    /// Nil where the way through libyaml refuses; then the editor must refuse with the same words.
    private func outcome<Value>(_ body: () throws(ManifestError) -> Value) -> Result<Value, ManifestError> {
        do throws(ManifestError) { return .success(try body()) } catch { return .failure(error) }
    }

    /// - Returns: whether the fast way answered.
    private func compare(_ edits: [ValueEdit], _ bytes: [UInt8]) -> Bool {
        var slow = YAMLEditor()
        slow.isFast = false
        let text = Comment(
            rawValue: "\(edits.map(\.place)) in \(String(decoding: bytes, as: UTF8.self).debugDescription)")
        let places = edits.map(\.place)
        #expect(
            outcome { () throws(ManifestError) in try YAMLEditor().read(places, in: bytes, file: "f.yaml") }
                == outcome { () throws(ManifestError) in try slow.read(places, in: bytes, file: "f.yaml") }, text)
        let edited = outcome { () throws(ManifestError) in try slow.apply(edits, to: bytes, file: "f.yaml") }
        #expect(
            outcome { () throws(ManifestError) in try YAMLEditor().apply(edits, to: bytes, file: "f.yaml") } == edited,
            text)
        let fast = bytes.withUnsafeBufferPointer {
            FastEditor(source: SourceText($0, file: "f.yaml"), limits: .manifest).apply(edits, to: bytes)
        }
        if let fast { #expect(.success(fast) == edited, text) }
        return fast != nil
    }

    @Test("Golden folders are edited the same way by both")
    func golden() throws {
        let cases = try GoldenCase.all().filter { $0.file.hasSuffix(".yaml") }
        let fast = cases.filter { compare($0.edits, $0.original) }.count
        #expect(fast > cases.count / 3, "\(fast) of \(cases.count)")
    }

    @Test("Damaged files are edited the same way by both", arguments: 0..<4 as Range<UInt64>)
    func mutations(part: UInt64) throws {
        let cases = try GoldenCase.all().filter { $0.file.hasSuffix(".yaml") && $0.original.count < 2048 }
        var fast = 0
        for run in 0..<500 as Range<UInt64> {
            var random = SeededGenerator(seed: part << 40 | run)
            let golden = random.pick(cases)
            let edits = golden.edits.map { ValueEdit(place: $0.place, value: random.pick(Self.values)) }
            if compare(edits, Mutator.mutate(golden.original, with: &random)) { fast += 1 }
        }
        #expect(fast > 50, "\(fast)")
    }

    @Test(
        "Answers for what people write most",
        arguments: [
            "image:\n  tag: v1\n", "# c\n\nimage: # c\n  tag:   v1   # c\n", "image:\n  tag: 'v1'\n",
            "image:\n  tag: \"v1\"\n", "image:\r\n  tag: v1\r\n", "image:\n  tag:\n", "image:\n  tag: v1",
            "---\nimage:\n  tag: v1\n---\nother: 1\n", "\u{FEFF}image:\n  tag: v1\n", "größe: 1\nimage:\n  tag: ü\n",
            "a: |\n  x: y\n\n    z\nimage:\n  tag: v1\n", "image: {tag: v1, a: [b, \"c\"], d: {}}\n",
            "image:\n    tag:\n        v1\n", "a:\n- b: c\n  d:\n  - e\nimage:\n  tag: v1\n", "image:\n  tag : v1\n",
            "a:\n  - - x\n    - y\n  -\n    z: 1\nimage:\n  tag: v1\n", "\"image\":\n  'tag': v1\n",
        ])
    func answers(text: String) throws {
        let place = Place(selector: try Selector("image.tag"))
        #expect(compare([ValueEdit(place: place, value: "v2")], Array(text.utf8)))
        #expect(compare([ValueEdit(place: place, value: "1.20")], Array(text.utf8)))
        #expect(compare([ValueEdit(place: place, value: "")], Array(text.utf8)))
    }

    @Test(
        "Leaves to libyaml what it does not know, and what is to be refused",
        arguments: [
            "image: &a\n  tag: v1\n", "image:\n  tag: !!str v1\n", "image: {tag: v1,\n  a: b}\n",
            "image:\n  tag: |\n    v1\n",
            "%YAML 1.1\n---\nimage:\n  tag: v1\n", "image:\n  tag: v1\n  tag: v2\n", "image:\n  tag: v1\n...\n",
            "image:\n  tag: v1\n    more\n", "image:\n  tag: \"v1\n    more\"\n", "image:\n  tag:\tv1\n",
            "? image\n: tag: v1\n",
            "image:\n  tag: v1\n---\nimage:\n  tag: v1\n", "image:\n  <<: {a: b}\n  tag: v1\n",
            "image:\n  tag: v\u{85}1\n",
            "image:\n  tag: v1\nb: \"\\q\"\n", "image:\n  tag: v1\nb: [a\n", "image:\n  tag: v1\rb: c\n",
            "image:\n  other: v1\n",
            "image:\n  tag: v1\nb: \u{7F}\n", "image:\n  tag: v1\nb: a: c\n", "image:\n  tag: v1\n\tb: c\n", "",
            "image:\n  tag: v1\n\(String(repeating: "k", count: 1025)): c\n", "image:\n  tag: v1\nb: *a\n",
        ])
    func leaves(text: String) throws {
        let place = Place(selector: try Selector("image.tag"))
        #expect(!compare([ValueEdit(place: place, value: "v2")], Array(text.utf8)))
    }

    @Test("Keeps to the limits")
    func limits() throws {
        let edit = ValueEdit(place: Place(selector: try Selector("a")), value: "v2")
        func isAnswered(_ text: String, _ limits: YAMLLimits) -> Bool {
            let bytes = Array(text.utf8)
            return bytes.withUnsafeBufferPointer {
                FastEditor(source: SourceText($0, file: "f.yaml"), limits: limits).apply([edit], to: bytes) != nil
            }
        }
        for deep in ["b:\n c:\n  d: 1\n", "b:\n- - 1\n", "b: [[1]]\n", "b:\n- {c: d}\n"] {
            #expect(isAnswered("a: v1\n" + deep, YAMLLimits(maximumDepth: 3)))
            #expect(!isAnswered("a: v1\n" + deep, YAMLLimits(maximumDepth: 2)))
        }
        #expect(isAnswered("a: v1\n", YAMLLimits(maximumBytes: 6)))
        #expect(!isAnswered("a: v1\n", YAMLLimits(maximumBytes: 5)))
    }
}
