import Testing

@testable import Manifests

struct YAMLTreeTests {
    private func parse(_ text: String, limits: YAMLLimits = .configuration) throws(ManifestError) -> YAMLNode {
        try YAMLTree.parse(Array(text.utf8), file: "f.yaml", limits: limits)
    }

    /// A node without its positions, in a notation of one line: scalars in quotes, `!tag` before.
    private func sketch(_ node: YAMLNode) -> String {
        let tag = node.tag.map { "!<\($0)> " } ?? ""
        switch node.content {
        case .scalar(let scalar): return tag + "\"\(scalar.value)\""
        case .sequence(let nodes): return tag + "[" + nodes.map(sketch).joined(separator: ", ") + "]"
        case .mapping(let pairs):
            return tag + "{" + pairs.map { "\($0.key): \(sketch($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    @Test(
        "Keeps order, values and tags",
        arguments: [
            ("b: 1\na: [x, 'y', \"z\\n\"]\n", "{b: \"1\", a: [\"x\", \"y\", \"z\n\"]}"),
            ("- !!str 1\n- !mine {a: }\n", "[!<tag:yaml.org,2002:str> \"1\", !<!mine> {a: \"\"}]"),
            ("", "\"\""),
            ("# nothing\n", "\"\""),
            ("a: |\n  x\n  y\n", "{a: \"x\ny\n\"}"),
            ("a: &x [1]\nb: *x\n*x : c\n", ""),
            ("a: &x k\n*x : c\n", "{a: \"k\", k: \"c\"}"),
            ("a: &x {p: 1, q: 2}\nb: {<<: *x, q: 3}\n", "{a: {p: \"1\", q: \"2\"}, b: {q: \"3\", p: \"1\"}}"),
            ("b: {<<: [{p: 1}, {p: 2, q: 2}], r: 3}\n", "{b: {r: \"3\", p: \"1\", q: \"2\"}}"),
            ("b: {\"<<\": {p: 1}}\n", "{b: {<<: {p: \"1\"}}}"),
        ])
    func keeps(text: String, expected: String) throws {
        if expected.isEmpty {
            #expect(throws: ManifestError.self) { try parse(text) }
        } else {
            #expect(sketch(try parse(text)) == expected)
        }
    }

    @Test("Gives every node the line, column and byte at which it starts")
    func positions() throws {
        let text = "\u{FEFF}# ü\r\nä: x\r\nkey:   &a !!str 'v'\r\nlist:\r\n  - *a\r\n"
        let tree = try parse(text)
        let pairs = try #require(tree.mapping)
        #expect(pairs[0].keyPosition == Position(line: 2, column: 1, offset: 9))
        #expect(pairs[0].value.position == Position(line: 2, column: 4, offset: 13))
        #expect(pairs[1].value.position == Position(line: 3, column: 17, offset: 32))
        let element = try #require(tree["list"]?.sequence?.first)
        #expect(element.position == Position(line: 5, column: 5, offset: 48))
        #expect(element.scalar?.value == "v")
        for (position, start) in [
            (pairs[0].keyPosition, "ä"), (pairs[1].value.position, "'v'"), (element.position, "*a"),
        ] {
            #expect(Array(text.utf8).dropFirst(position.offset).starts(with: start.utf8))
        }
    }

    @Test(
        "Refuses what cannot be decoded, with the place",
        arguments: [
            ("a: 1\nb: 2\na: 3\n", .duplicateKey("a", first: Position(line: 1, column: 1, offset: 0)), 3, 1),
            ("a: 1\n---\nb: 1\n", .severalDocuments, 2, 1),
            ("a: *x\n", .unknownAnchor("x"), 1, 4),
            ("a: &x\n  b: *x\n", .aliasInsideItself("x"), 2, 6),
            ("? [a]\n: b\n", .complexKey, 1, 3),
            ("a:\n  <<: 1\n", .invalidMerge, 2, 7),
            ("a: b: c\n", .syntax("mapping values are not allowed in this context"), 1, 5),
            ("a: \u{1}\n", .forbiddenCharacter("\u{1}"), 1, 4),
            (
                "a: [\n",
                .syntax(
                    "did not find expected node content while parsing a flow node",
                    since: Position(line: 2, column: 1, offset: 5)), 2, 1
            ),
        ] as [(String, ManifestProblem, Int, Int)])
    func refuses(text: String, problem: ManifestProblem, line: Int, column: Int) {
        #expect {
            try parse(text)
        } throws: { error in
            guard let error = error as? ManifestError else { return false }
            #expect(error.problem == problem)
            #expect(error.position?.line == line)
            #expect(error.position?.column == column)
            return true
        }
    }

    @Test("Refuses bytes that are no UTF-8")
    func refusesEncodings() {
        func problem(_ bytes: [UInt8]) -> ManifestProblem? {
            do {
                _ = try YAMLTree.parse(bytes, file: "f.yaml")
                return nil
            } catch {
                return error.problem
            }
        }
        #expect(problem([0xFF, 0xFE, 0x61, 0]) == .utf16)
        #expect(problem([0xFE, 0xFF, 0, 0x61]) == .utf16)
        #expect(problem([0x61, 0, 0x3A, 0]) == .utf16)
        #expect(problem(Array("a: ".utf8) + [0xC3, 0x28]) == .invalidUTF8)
        #expect(problem(Array("a: ".utf8) + [0xED, 0xA0, 0x80]) == .invalidUTF8)
    }

    @Test("Keeps its limits", arguments: ["[[[[1]]]]", "a: &x {b: {c: 1}}\nd: {e: *x}\n"])
    func refusesDepth(text: String) throws {
        _ = try parse(text, limits: YAMLLimits(maximumDepth: 4))
        #expect(throws: ManifestError.self) { try parse(text, limits: YAMLLimits(maximumDepth: 3)) }
    }

    @Test("An alias bomb costs nothing but an error")
    func refusesAliasBombs() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
        for level in 1...30 {
            text +=
                "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        #expect {
            try parse(text)
        } throws: {
            ($0 as? ManifestError)?.problem == .tooManyNodes(limit: 200_000)
        }
    }

    @Test("Refuses a file over the size limit before parsing it")
    func refusesSize() {
        #expect {
            try parse("a: [", limits: YAMLLimits(maximumBytes: 3))
        } throws: {
            ($0 as? ManifestError)?.problem == .tooLarge(bytes: 4, limit: 3)
        }
    }
}
