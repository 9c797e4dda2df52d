import Testing

@testable import Manifests

struct SelectorTests {
    @Test(
        "Reads what people write",
        arguments: [
            ("image.tag", [.key("image"), .key("tag")]),
            ("images[name=api].newTag", [.key("images"), .element(key: "name", value: "api"), .key("newTag")]),
            ("locals.images[\"api\"].tag", [.key("locals"), .key("images"), .key("api"), .key("tag")]),
            ("a['0'][\"b.c\"][0]", [.key("a"), .key("0"), .key("b.c"), .index(0)]),
            ("[\"a b\"]", [.key("a b")]),
            ("items[0]", [.key("items"), .index(0)]),
            ("[12][3].a", [.index(12), .index(3), .key("a")]),
            ("a.\"app.kubernetes.io/version\"", [.key("a"), .key("app.kubernetes.io/version")]),
            ("a.'b c'.d", [.key("a"), .key("b c"), .key("d")]),
            (#""a\"b\\c\d""#, [.key(#"a"b\c\d"#)]),
            ("set[name=image.tag].value", [.key("set"), .element(key: "name", value: "image.tag"), .key("value")]),
            ("a[name='x]y'].b", [.key("a"), .element(key: "name", value: "x]y"), .key("b")]),
            ("a[\"k.v\"=w]", [.key("a"), .element(key: "k.v", value: "w")]),
            (
                "a[image=registry.example.com:5000/app]",
                [
                    .key("a"), .element(key: "image", value: "registry.example.com:5000/app"),
                ]
            ),
            ("größe.\"\"", [.key("größe"), .key("")]),
            ("app.kubernetes-io/name", [.key("app"), .key("kubernetes-io/name")]),
        ] as [(String, [Selector.Step])])
    func reads(text: String, steps: [Selector.Step]) throws {
        let selector = try Selector(text)
        #expect(selector.steps == steps)
        #expect(try Selector(selector.description) == selector, "the canonical text reads back")
    }

    @Test(
        "Says what is wrong, and where",
        arguments: [
            ("", .empty, 0),
            (".a", .missingKey, 0),
            ("a..b", .missingKey, 2),
            ("a.", .missingKey, 2),
            ("a b", .unexpected(" "), 1),
            ("a]", .unexpected("]"), 1),
            ("a\"b\"", .unexpected("\\\""), 1),
            ("a[0]b", .unexpected("b"), 4),
            ("a.\"b", .unclosedQuote, 2),
            ("a[", .unclosedBracket, 1),
            ("a[0", .unclosedBracket, 1),
            ("a[b=", .unclosedBracket, 1),
            ("a[b=c", .unclosedBracket, 1),
            ("a[]", .emptyBracket, 1),
            ("a[b]", .emptyBracket, 1),
            ("a[-1]", .emptyBracket, 1),
            ("a[\"0\"b]", .unexpected("b"), 5),
            ("a[\"0\"", .unclosedBracket, 1),
            ("a[*]", .wildcard, 2),
            ("a.*", .wildcard, 2),
            ("a[9999999999]", .indexTooLarge, 2),
        ] as [(String, SelectorError.Problem, Int)])
    func refuses(text: String, problem: SelectorError.Problem, offset: Int) {
        #expect(throws: SelectorError(problem: problem, text: text, offset: offset)) { try Selector(text) }
    }

    @Test("Refuses a path that is deeper than any manifest")
    func refusesTooManySteps() throws {
        let steps = Array(repeating: "a", count: Selector.maximumSteps)
        #expect(try Selector(steps.joined(separator: ".")).steps.count == Selector.maximumSteps)
        #expect(throws: SelectorError.self) { try Selector((steps + ["a"]).joined(separator: ".")) }
    }

    @Test("An error reads as a sentence with its remedy")
    func describesErrors() {
        let error = SelectorError(problem: .missingKey, text: "a..b", offset: 2)
        #expect(
            error.description
                == "selector \"a..b\", character 3: a key is missing here. "
                + "Write one key between two dots, and none at the end.")
    }
}
