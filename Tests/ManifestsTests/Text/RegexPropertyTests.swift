import Testing

@testable import Manifests

/// Random files of assignments, of which a pattern means some.
struct RegexPropertyTests {
    @Test(
        "An edit by a pattern changes exactly what its groups hold, and only at the number of matches",
        arguments: 0..<100)
    func edits(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let lineEnds = generator.pick([["\n"], ["\r\n"], ["\n", "\r\n", "\r"]])
        var before = generator.oneIn(4) ? "\u{FEFF}" : ""
        var after = before
        var count = 0
        let lines = generator.number(1...20)
        for line in 0..<lines {
            let key = generator.pick(["TAG", "TAG", "OTHER_TAG", "#TAG", "é"])
            let tag = generator.pick(["", "1.4.0", "v2-ü"])
            let digest = generator.pick(["@a", "@"])
            let end = line < lines - 1 || generator.oneIn(2) ? generator.pick(lineEnds) : ""
            before += "\(key)=\(tag)\(digest)\(end)"
            after += key == "TAG" ? "\(key)=1.5.0@b1\(end)" : "\(key)=\(tag)\(digest)\(end)"
            if key == "TAG" { count += 1 }
        }
        let bytes = Array(before.utf8)
        let source = #"^TAG=(?<tag>[^@\s]*)@(?<value>\S*)$"#
        let wrong = try RegexFinder(source, matches: count + 1)
        let error = #expect(throws: ManifestError.self) { try wrong.uses(in: bytes, file: ".env") }
        guard case .matchCount(let expected, let found, let positions) = error?.problem else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect((expected, found) == (count + 1, count))
        #expect(positions.count == min(count, 5))
        guard count > 0 else { return }
        let uses = try RegexFinder(source, matches: count).uses(in: bytes, file: ".env")
        #expect(uses.count == 2 * count)
        let edited = try TextEditor.apply(
            uses.map { ($0, $0.part == .tag ? "1.5.0" : "b1") }, to: bytes, file: ".env")
        #expect(String(decoding: edited, as: UTF8.self) == after)
    }
}
