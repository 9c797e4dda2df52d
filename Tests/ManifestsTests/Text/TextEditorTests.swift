import Patterns
import Testing

@testable import Manifests

struct TextEditorTests {
    private static let version = ImageVersion(name: "example.com/new", tag: "2.0.1", digest: nil)

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    private func problem(_ body: () throws -> Void) -> ManifestProblem? {
        do {
            try body()
            return nil
        } catch {
            return (error as? ManifestError)?.problem
        }
    }

    @Test("A use has a name that counts the same words, its source, its part and its position")
    func uses() throws {
        let text = """
            a: {image: registry.example.com/api:1.4.0} # {"$sluice": "api"}
            b: 1.4.0 # {"$imagepolicy": "flux-system:api:tag"}
            c: 'web' # {"$sluice": "web:name"}
            d: 1.3.0 # {"$imagepolicy": "flux-system:api:tag"}
            """
        let finder = MarkerFinder(sources: ["api", "web"], policies: ["flux-system:api": "api"], writing: .both)
        let uses = try finder.uses(in: bytes(text), file: "f.yaml")
        #expect(
            uses.map(\.name) == [
                "marker api #1", "marker flux-system:api:tag #1", "marker web:name #1", "marker flux-system:api:tag #2",
            ])
        #expect(uses.map(\.source) == ["api", "api", "web", "api"])
        #expect(uses.map(\.value) == ["registry.example.com/api:1.4.0", "1.4.0", "web", "1.3.0"])
        #expect(uses.map(\.position.description) == ["1:12", "2:4", "3:4", "4:4"])
        #expect(
            uses.map(\.part) == [
                .reference(name: "registry.example.com/api", hasTag: true, hasDigest: true), .tag, .name, .tag,
            ])
    }

    @Test("A pattern's groups are parts by their names, and counted by their match")
    func groups() throws {
        let finder = try RegexFinder(#"(?<name>\w+):(?<tag>[\d.]+)\+(?<build>\d+)"#, matches: 2)
        let uses = try finder.uses(in: bytes("é api:1.4.0+7\r\nweb:2.0+8"), file: "f")
        let pattern = #"regex "(?<name>\w+):(?<tag>[\d.]+)\+(?<build>\d+)""#
        #expect(
            uses.map(\.name) == [
                "\(pattern) #1 name", "\(pattern) #1 tag", "\(pattern) #1 build", "\(pattern) #2 name",
                "\(pattern) #2 tag", "\(pattern) #2 build",
            ])
        #expect(uses.map(\.part) == [.name, .tag, nil, .name, .tag, nil])
        #expect(uses.map(\.value) == ["api", "1.4.0", "7", "web", "2.0", "8"])
        #expect(uses.map(\.position.description) == ["1:3", "1:7", "1:13", "2:1", "2:5", "2:9"])
    }

    @Test(
        "A pattern that cannot say what it finds is refused",
        arguments: [
            (
                "TAG=.*", 1, 0,
                "no group has a name; write the value as (?<tag>…), (?<digest>…), (?<name>…) or (?<value>…)"
            ),
            ("(?<a>.)(?<b>.)(?<tag>.)", 1, 0, "the groups a and b would both take the edit's value; name only one"),
            ("(?<tag>.)", 0, 0, "0 matches are not possible; expect 1 to 1000"),
            ("(?<tag>.)", 1001, 0, "1001 matches are not possible; expect 1 to 1000"),
            ("(?<tag>.", 1, 8, "missing closing parenthesis"),
        ])
    func patterns(source: String, matches: Int, offset: Int, message: String) {
        let error = #expect(throws: PatternError.self) { try RegexFinder(source, matches: matches) }
        #expect(error == PatternError(offset: offset, message: message))
    }

    @Test("Edits by path, by markers and by a pattern are made one after the other")
    func combined() throws {
        let text = bytes("a: 1.4.9\nb: 1.4.9 # {\"$sluice\": \"api:tag\"}\nc: \"1.4.9\"\n")
        let marker = try MarkerFinder(sources: ["api"]).uses(in: text, file: "f.yaml")[0]
        let regex = try RegexFinder(#"^c: "(?<tag>.*)""#).uses(in: text, file: "f.yaml")[0]
        let place = Place(selector: try Selector("a"))
        let first = try YAMLEditor().apply([ValueEdit(place: place, value: "1.20")], to: text, file: "f.yaml").bytes
        let edited = try TextEditor.apply([(regex, "1.21"), (marker, "1.20")], to: first, file: "f.yaml")
        #expect(
            String(decoding: edited, as: UTF8.self)
                == "a: \"1.20\"\nb: \"1.20\" # {\"$sluice\": \"api:tag\"}\nc: \"1.21\"\n")
    }

    @Test("Two edits of one value must agree")
    func conflicts() throws {
        let text = bytes("TAG=1.4.0 # {\"$sluice\": \"api:tag\"}\n")
        let marker = try MarkerFinder(sources: ["api"]).uses(in: text, file: "f.env")[0]
        let regex = try RegexFinder(#"^TAG=(?<tag>\S*)"#).uses(in: text, file: "f.env")[0]
        for edits in [[(marker, "2"), (marker, "3")], [(marker, "2"), (regex, "3")]] {
            #expect(
                problem { _ = try TextEditor.apply(edits, to: text, file: "f.env") } == .conflictingEdits("2", "3"))
        }
        for edits in [[(marker, "2"), (marker, "2")], [(marker, "2"), (regex, "2")]] {
            let edited = try TextEditor.apply(edits, to: text, file: "f.env")
            #expect(edited == bytes("TAG=2 # {\"$sluice\": \"api:tag\"}\n"))
        }
    }

    @Test("A use that the file no longer has is refused")
    func gone() throws {
        let text = "a: 1 # {\"$sluice\": \"api:tag\"}\n"
        let uses = try MarkerFinder(sources: ["api"]).uses(in: bytes(text + "b" + text), file: "f.yaml")
        #expect(
            problem { _ = try TextEditor.apply(uses.map { ($0, "2") }, to: bytes(text), file: "f.yaml") }
                == .noSuchUse("marker api:tag #2"))
    }

    @Test(
        "A value that would not stand there is refused",
        arguments: [
            ("TAG=1", "2\n3"), ("TAG=1", "2\u{7}"), ("TAG='1'", "it's"), ("TAG=\"1\"", "\\n"), ("TAG=\"1\"", "a\"b"),
            ("TAG=1", "2 3"), ("TAG=1", "2="), ("TAG=1", "2;"), ("TAG=1", "'2'"), ("TAG=1", ""), ("t=(1)", "2)"),
            ("TAG=1", "2 # x"), ("- 1", "a:"), ("- 1", ""),
        ])
    func unwritable(line: String, value: String) throws {
        let text = bytes("\(line) # {\"$sluice\": \"api:tag\"}\n")
        let use = try MarkerFinder(sources: ["api"]).uses(in: text, file: "f.conf")[0]
        #expect(use.value == "1")
        let found = problem { _ = try TextEditor.apply([(use, value)], to: text, file: "f.conf") }
        guard value != "" || line == "- 1" else {
            #expect(found == nil)
            return
        }
        #expect(found == .unwritableText(value) || found == .unprovenText)
    }

    @Test("More than a thousand markers of a source are too many, and as many of another are none of its concern")
    func markers() throws {
        let lines = (0..<1001).map { "a\($0)=1 # {\"$sluice\": \"web:tag\"}\n" }.joined()
        let text = bytes(lines + "b=1 # {\"$sluice\": \"api:tag\"}\n")
        #expect(try MarkerFinder(sources: ["api"]).uses(in: text, file: "f.env").count == 1)
        #expect(
            problem { _ = try MarkerFinder(sources: ["web"]).uses(in: text, file: "f.env") }
                == .tooManyMarkers(limit: 1000))
    }

    @Test("A file that is too large is not searched")
    func tooLarge() throws {
        let text = [UInt8](repeating: UInt8(ascii: "a"), count: 4 << 20 | 1)
        let finder = try RegexFinder("(?<tag>b)")
        #expect(
            problem { _ = try finder.uses(in: text, file: "f") } == .tooLarge(bytes: 4 << 20 | 1, limit: 4 << 20))
    }

    @Test("A search that runs away is given up")
    func runsAway() throws {
        let text = bytes(String(repeating: "a", count: 1 << 20) + "bc")
        let finder = try RegexFinder(#"[\s\S]*+b(?<tag>.)"#)
        #expect(problem { _ = try finder.uses(in: text, file: "f") } == .searchLimit("it takes too many steps"))
    }

    @Test("Flux's markers that Flux passes over are passed over, and Sluice's are refused")
    func passedOver() throws {
        let kept = "z: nginx:1 # {\"$imagepolicy\": \"flux-system:api\"}\n"
        let finder = MarkerFinder(sources: ["api"], policies: ["flux-system:api": "api"])
        for line in [
            "a: nginx:1 # see {\"KEY\": \"ID\"}", "a: 'nginx:1 # {\"KEY\": \"ID\"}'", "a: nginx:1 # {\"KEY\": 1}",
            "a: nginx:1 # {\"KEY\": \"ID\"", "a: |\n  nginx:1 # {\"KEY\": \"ID\"}",
        ] {
            let flux = line.replacing("KEY", with: "$imagepolicy").replacing("ID", with: "flux-system:api")
            #expect(try finder.uses(in: bytes("\(flux)\n\(kept)"), file: "f.yaml").map(\.value) == ["nginx:1"])
            // Inside of a block scalar, which may hold a file, Sluice's markers serve.
            guard !line.contains("|") else { continue }
            let own = line.replacing("KEY", with: "$sluice").replacing("ID", with: "api")
            #expect(problem { _ = try finder.uses(in: bytes("\(own)\n\(kept)"), file: "f.yaml") } != nil)
        }
    }
}
