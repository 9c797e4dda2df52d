import Testing

@testable import Manifests

struct JSONEditorTests {
    private func apply(_ selector: String, _ value: String, to text: String) throws -> String {
        let edits = [ValueEdit(place: Place(selector: try Selector(selector)), value: value)]
        return String(
            decoding: try JSONEditor().apply(edits, to: Array(text.utf8), file: "f.json").bytes, as: UTF8.self)
    }

    private func problem(_ text: String, document: DocumentSelector? = nil) -> ManifestProblem? {
        do throws(ManifestError) {
            guard let selector = try? Selector("a") else { return nil }
            let edit = ValueEdit(place: Place(document: document, selector: selector), value: "v2")
            _ = try JSONEditor().apply([edit], to: Array(text.utf8), file: "f.json")
            return nil
        } catch {
            return error.problem
        }
    }

    @Test(
        "Keeps the type where the new text is of it, and quotes it where not",
        arguments: [
            (#""v""#, "line\nbreak", #""line\nbreak""#),
            (#""v""#, "\u{0}\u{8}\u{1F}\t\r", #""\u0000\u0008\u001f\t\r""#),
            (#""v""#, "\u{7F}\u{2028}é😀/", "\"\u{7F}\u{2028}é😀/\""), (#""v""#, #"\"#, #""\\""#), (#""v""#, "", #""""#),
            (#""v""#, "1", #""1""#), ("1", "2", "2"), ("1", "-2.5", "-2.5"), ("1.5", "2", "2"), ("1e3", "2", "2"),
            ("1", "2.50", #""2.50""#), ("1", "1e3", #""1e3""#), ("1", "true", #""true""#), ("1", "", #""""#),
            ("1", " 2", #"" 2""#), ("1", "+2", #""+2""#), ("1", "٣", "\"٣\""), ("true", "false", "false"),
            ("true", "False", #""False""#), ("false", "1", #""1""#), ("null", "1", #""1""#), ("null", "x", #""x""#),
        ])
    func writes(original: String, value: String, expected: String) throws {
        #expect(try apply("a", value, to: "{\"a\":\(original)}") == "{\"a\":\(expected)}")
        #expect(try apply("[1]", value, to: "[0,\(original),2]") == "[0,\(expected),2]")
    }

    @Test("Numbers stay numbers only where a double prints the same letters again")
    func usualNumbers() {
        var random = SeededGenerator(seed: 7)
        var usual = 0
        for _ in 0..<20_000 {
            let text = (0..<random.number(1...18)).map { _ in random.pick(Array("0123456789.-")) }
            let number = random.oneIn(2) ? String(text) : "\(random.number(0...999)).\(random.number(0...999_999))"
            guard JSONWriter.isUsualNumber(number) else { continue }
            usual += 1
            guard let double = Double(number) else {
                Issue.record("\(number) is no number")
                continue
            }
            let printed = "\(double)"
            #expect(printed == number || printed == number + ".0", "\(number)")
        }
        #expect(usual > 5000)
        for text in [
            "-0", "00", "1.", ".1", "-", "", "1.0", "0.00001", "1234567890123456", "0x1", "--1", "1.2.3", "-.5",
        ] {
            #expect(!JSONWriter.isUsualNumber(text), "\(text)")
        }
    }

    @Test(
        "Half a surrogate pair is refused as the value meant, matches nothing elsewhere, and stays",
        arguments: [#""\ud83d""#, #""\ude00""#, #""\ude00\ud83d""#, #""\ud83dx""#, #""\ud83d\u0041""#, #""\ud83d\n""#])
    func loneSurrogates(literal: String) throws {
        #expect(problem("{\"a\": \(literal)}") == .loneSurrogate)
        let file = "[{\(literal): 1, \(literal): 2, \"n\": \(literal), \"v\": 1}, {\"n\": \"\u{FFFD}\", \"v\": 3}]"
        #expect(try apply("[0].v", "2", to: file) == file.replacing("\"v\": 1", with: "\"v\": 2"))
        #expect(try apply("[n=\u{FFFD}].v", "4", to: file) == file.replacing("\"v\": 3", with: "\"v\": 4"))
    }

    @Test("Keys are compared by their characters, not by what looks alike")
    func canonicalEquivalents() throws {
        let file = "{\"\u{E9}\": 1, \"e\u{301}\": 2}"
        #expect(try apply("\u{E9}", "3", to: file) == "{\"\u{E9}\": 3, \"e\u{301}\": 2}")
        #expect(try apply("e\u{301}", "3", to: file) == "{\"\u{E9}\": 1, \"e\u{301}\": 3}")
    }

    @Test(
        "A named document must be this one",
        arguments: [
            (DocumentSelector(kind: "K"), true), (DocumentSelector(name: "n"), true), (DocumentSelector(), true),
            (DocumentSelector(namespace: "s"), true), (DocumentSelector(kind: "K", name: "n", namespace: "s"), true),
            (DocumentSelector(kind: "k"), false), (DocumentSelector(kind: "K", name: "m"), false),
            (DocumentSelector(namespace: "t"), false),
        ])
    func documents(selector: DocumentSelector, isFound: Bool) {
        let text = "{\"a\": 1, \"kind\": \"K\", \"metadata\": {\"name\": \"n\", \"namespace\": \"s\"}}"
        #expect(problem(text, document: selector) == (isFound ? nil : .noDocument(selector)))
        let unnamed = [
            "{\"a\": 1}", "[1]", "1", "{\"a\": 1, \"kind\": 1, \"metadata\": []}", "{\"kind\": \"K\", \"kind\": \"K\"}",
        ]
        guard selector != DocumentSelector() else { return }
        for text in unnamed { #expect(problem(text, document: selector) == .noDocument(selector)) }
    }

    @Test("Positions count lines and characters")
    func positions() throws {
        let text = "\u{FEFF}{\r\n\t\"ü\": {\"b\": \"v\"}}"
        let place = Place(selector: try Selector("ü.b"))
        let found = try JSONEditor().read([place], in: Array(text.utf8), file: "f.json")
        #expect(found[0].position == Position(line: 2, column: 13, offset: 19))
    }

    @Test("The proof fails for another value, type, key, order, number of nodes, or text elsewhere")
    func proof() throws {
        let old = "{\"a\": \"v1\", \"b\": [1, 1.0]}"
        func holds(_ new: String, _ kind: JSONNode.Kind = .string, _ value: String = "v2") throws -> Bool {
            try Array(old.utf8).withUnsafeBufferPointer { old in
                try Array(new.utf8).withUnsafeBufferPointer { new in
                    let documents = try [old, new].map {
                        try JSONDocument(JSONText($0, file: "f.json"), comments: false, limits: .manifest)
                    }
                    return JSONProof.holds(
                        for: documents[1], after: documents[0],
                        expecting: [2: JSONProof.Expectation(kind: kind, value: value)])
                }
            }
        }
        #expect(try holds("{\"a\": \"v2\", \"b\": [1, 1.0]}"))
        #expect(try holds("{ \"a\": \"\\u00762\", \"b\": [ 1, 1.0]}"))
        #expect(try holds("{\"a\": 2, \"b\": [1, 1.0]}", .number, "2"))
        for new in [
            "{\"a\": \"v3\", \"b\": [1, 1.0]}", "{\"a\": 2, \"b\": [1, 1.0]}", "{\"c\": \"v2\", \"b\": [1, 1.0]}",
            "{\"b\": [1, 1.0], \"a\": \"v2\"}", "{\"a\": \"v2\", \"b\": [1, 1]}", "{\"a\": \"v2\", \"b\": [1, 1.0, 2]}",
            "{\"a\": \"v2\", \"b\": [1, [1.0]]}", "{\"a\": \"v2\", \"b\": [[1], 1.0]}",
            "{\"a\": \"v2\", \"b\": [1, \"1.0\"]}",
            "{\"a\": \"v2\", \"b\": [[], 1.0]}", "{\"a\": \"v2\"}", "{\"a\": {}, \"b\": [1, 1.0]}",
        ] {
            #expect(try !holds(new), "\(new)")
        }
    }

    @Test(
        "A file's name says whether it may have comments",
        arguments: [
            ("a.json", false), ("a.jsonc", true), ("A.JSON", false), ("x/tsconfig.json", true),
            ("tsconfig.build.json", true),
            ("mytsconfig.json", false), (".vscode/settings.json", true), ("a/.vscode/launch.json", true),
            (".vscode/a/x.json", false), ("jsconfig.json", true), (".devcontainer/devcontainer.json", true),
            (".devcontainer.json", true), ("appsettings.Development.json", true), ("AppSettings.json", true),
            ("a.code-workspace", true), ("package.json", false), ("main.tf.json", false), ("a.tfvars.json", false),
            ("renovate.json", false),
        ])
    func names(path: String, comments: Bool) throws {
        let editor = try #require(ManifestFormat(of: path).editor as? JSONEditor)
        #expect(editor.comments == comments)
    }

    @Test("JSON5 is not read")
    func json5() { #expect(ManifestFormat(of: "renovate.json5").editor == nil) }
}
