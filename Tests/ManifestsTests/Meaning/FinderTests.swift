import GoldenManifests
import Testing

@testable import Manifests

struct FinderTests {
    private static let digest = "sha256:" + String(repeating: "b", count: 64)
    private let version = ImageVersion(name: "mirror.example.com/api", tag: "2.0", digest: digest)

    private func uses(_ finder: some UseFinder, _ text: String) throws -> [ImageUse] {
        try finder.uses(in: Array(text.utf8), file: "f.yaml")
    }

    private func problem(_ finder: some UseFinder, _ text: String) -> ManifestProblem? {
        do {
            _ = try finder.apply(version, to: Array(text.utf8), file: "f.yaml")
            return nil
        } catch {
            return error.problem
        }
    }

    @Test("A part that a version lacks is refused with file, position and place")
    func missingPart() throws {
        let image = try #require(ImageName("example.com/api"))
        let manifest = Manifest(Array("a:\n  image: example.com/api:1\n".utf8), file: "f.yaml")
        let spot = try #require(try manifest.spots(of: [.meaning(.image(image, .digest))]).first?.first)
        let error = #expect(throws: ManifestError.self) { try ImageVersion(tag: "2").text(for: spot, in: "f.yaml") }
        #expect(error?.description.hasPrefix("f.yaml:2:10: a.image: a digest is written here") == true)
    }

    @Test("Places name their document where there are several, and elements where their name tells them apart")
    func places() throws {
        let image = try #require(ImageName("example.com/api"))
        let one = "containers:\n- {name: a.b, image: example.com/api:1}\n- {image: example.com/api:2}\n"
        #expect(
            try uses(ImageFinder(image), one).map(\.place.description)
                == ["containers[name=a.b].image", "containers[1].image"])
        let several = "\(one)---\nlist: [[{image: example.com/api}]]\n"
        #expect(
            try uses(ImageFinder(image), several).map(\.place.description) == [
                "containers[name=a.b].image (document [0])", "containers[1].image (document [0])",
                "list[0][0].image (document [1])",
            ])
        let hidden = "base: &b {name: a}\nlist:\n- {name: a, image: example.com/api}\n- {<<: *b, image: x}\n"
        #expect(try uses(ImageFinder(image), hidden).map(\.place.description) == ["list[0].image"])
    }

    @Test(
        "All elements of a long sequence are found and edited, and no endless one", arguments: ["name: svc-", "id: "])
    func longSequence(key: String) throws {
        let image = try #require(ImageName("example.com/api"))
        func text(_ count: Int) -> String {
            "list:\n" + (0..<count).map { "- {\(key)\($0), image: example.com/api:1}\n" }.joined()
        }
        let edited = try ImageFinder(image).apply(version, to: Array(text(300).utf8), file: "f.yaml")
        #expect(edited.changes.count == 300)
        #expect(edited.bytes == Array(text(300).replacing("api:1", with: "api:2.0").utf8))
        #expect(problem(ImageFinder(image), text(2001)) == .tooManyUses(limit: 2000))
    }

    @Test("Mappings that merge ever more of each other are looked through once", .timeLimit(.minutes(1)))
    func merges() throws {
        let image = try #require(ImageName("example.com/api"))
        let levels = (1...15).map { level in
            "m\(level): &m\(level) {<<: [\(Array(repeating: "*m\(level - 1)", count: 10).joined(separator: ", "))]}\n"
        }
        let text = "m0: &m0 {a: 1}\n" + levels.joined() + "image: {repository: example.com/api, tag: '1'}\n"
        #expect(try uses(HelmFinder(image), text).map(\.place.description) == ["image.tag"])
    }

    @Test("Says what stands at each use, and where aliases repeat it")
    func found() throws {
        let image = try #require(ImageName("example.com/api"))
        let text = "a: {image: &i example.com/api:1}\nb: {image: *i}\nc: {image: 'example.com/api@\(Self.digest)'}\n"
        let uses = try uses(ImageFinder(image), text)
        #expect(uses.map { $0.found?.value } == ["example.com/api:1", "example.com/api@\(Self.digest)"])
        #expect(uses[0].found?.repeatedAt.map(\.description) == ["2:12"])
        #expect(
            uses.map(\.part) == [
                .reference(name: "example.com/api", hasTag: true, hasDigest: false),
                .reference(name: "example.com/api", hasTag: false, hasDigest: true),
            ])
        #expect(try uses[1].edit(to: version, file: "f.yaml").value == "example.com/api@\(Self.digest)")
    }

    @Test("A missing Kustomize entry is a use that nothing was found at")
    func kustomizeAdditions() throws {
        let finder = KustomizeFinder(
            try #require(ImageName("example.com/api")), named: "example.com/api", writing: .both, writesName: true)
        let text = "images: [{name: web, newTag: \"1\"}]\n"
        let uses = try uses(finder, text)
        #expect(uses.allSatisfy { $0.found == nil })
        #expect(uses.map(\.part) == [.name, .tag, .digest])
        #expect(
            uses.map(\.place.description)
                == ["newName", "newTag", "digest"].map { "images[name=example.com/api].\($0)" })
        let edited = try finder.apply(version, to: Array(text.utf8), file: "f.yaml")
        #expect(edited.changes.allSatisfy { $0.old == nil && $0.position.description == "1:34" })
        #expect(edited.changes.map(\.new) == ["mirror.example.com/api", "2.0", Self.digest])
        #expect(
            try finder.uses(in: edited.bytes, file: "f.yaml").map { $0.found?.value }
                == ["mirror.example.com/api", "2.0", Self.digest])
    }

    @Test(
        "What is asked for decides which of a chart's keys are written",
        arguments: [
            (.asWritten, "tag: x, digest: ''", ["tag"]), (.asWritten, "tag: x, digest: 'sha256:1'", ["tag", "digest"]),
            (.asWritten, "tag: '', digest: 'sha256:1'", ["digest"]), (.asWritten, "tag: ''", ["tag"]),
            (.tag, "tag: x, digest: ''", ["tag"]), (.tag, "tag: x@sha256:1", ["tag"]),
            (.digest, "tag: x, digest: ''", ["digest"]), (.both, "tag: x, digest: ''", ["tag", "digest"]),
            (.both, "tag: x", ["tag"]), (.asWritten, "version: x", ["version"]),
            (.asWritten, "tag: x, version: y", ["tag"]),
        ] as [(ImageParts, String, [String])])
    func helmParts(parts: ImageParts, keys: String, written: [String]) throws {
        let image = try #require(ImageName("example.com/api"))
        let text = "image: {repository: example.com/api, \(keys)}\n"
        let uses = try uses(HelmFinder(image, writing: parts), text)
        #expect(uses.map(\.place.description) == written.map { "image.\($0)" })
    }

    @Test("Refuses with the reason, and writes nothing")
    func refusals() throws {
        let image = try #require(ImageName("example.com/api"))
        let digest = "sha256:" + String(repeating: "a", count: 64)
        #expect(problem(ImageFinder(image), "image: \"example.com/api:${X}\"\n") == .variable("example.com/api:${X}"))
        #expect(problem(ImageFinder(image), "image: |\n  example.com/api:1\n") != nil)
        #expect(
            problem(ImageFinder(image), "image: x.com/api\n") == .noUse(of: "example.com/api", nearest: ["x.com/api"]))
        #expect(problem(ImageFinder(image), "? {image: example.com/api:1}\n: 1\n") == .unreachable)
        let deep = String(repeating: "a: {", count: 64) + "image: example.com/api:1" + String(repeating: "}", count: 64)
        #expect(problem(ImageFinder(image), deep) == .unreachable)
        let helm = "image: {repository: example.com/api, tag: 1, digest: '\(digest)'}\n"
        #expect(problem(HelmFinder(image, writing: .tag), helm) == .digestDecides("tag"))
        #expect(problem(HelmFinder(image), "image: {repository: example.com/api}\n") == .missingPart("tag"))
        #expect(
            problem(HelmFinder(image), "image: {repository: example.com/api, tag: '${TAG}'}\n") == .variable("${TAG}"))
        let merged = "base: &b {tag: 1}\nimage: {<<: *b, repository: example.com/api}\n"
        #expect(problem(HelmFinder(image), merged) == .mergedPart("tag"))
        #expect(problem(HelmFinder(image, below: try Selector("a.b")), "a: {c: 1}\n") == .noPath)
        let kustomize = KustomizeFinder(image, named: "example.com/api")
        #expect(problem(kustomize, "kind: ConfigMap\n") == .notKustomization("ConfigMap"))
        #expect(problem(kustomize, "images: []\n---\nimages: []\n") == .severalDocuments)
        #expect(problem(kustomize, "") == .noDocument(nil))
        #expect(problem(ComposeFinder(service: "web"), "services: {web: {image: 'a b'}}\n") == .notAnImage("a b"))
        #expect(problem(ChartFinder(.dependency("api")), "dependencies: [{name: api}]\n") == .missingPart("version"))
        for (asked, part) in [(ImageParts.digest, "digest"), (.tag, "tag")] {
            #expect(throws: ManifestError.self) {
                try ImageFinder(image, writing: asked).apply(
                    ImageVersion(), to: Array("image: example.com/api:1\n".utf8), file: part)
            }
        }
    }

    @Test("A second edit is none, and what was written is found again", arguments: 0..<60 as Range<UInt64>)
    func settles(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let image = try #require(ImageName("example.com/api"))
        let parts = random.pick(ImageParts.allCases)
        var text = ""
        for number in 0..<random.number(1...6) {
            if random.oneIn(3) { text += "---\n" }
            let reference =
                random.pick(["example.com/api", "example.com/web"])
                + random.pick(["", ":1", ":1.2-x", "@\(Self.digest)", ":1@\(Self.digest)"])
            let quote = random.pick(["", "'", "\""])
            let scalar = quote + reference + quote
            text += random.pick([
                "k\(number):\n  image: \(scalar) # c\n",
                "k\(number): [{name: a, image: \(scalar)}, {image: \(scalar)}]\n",
                "k\(number):\n- name: x\n  image: \(scalar)\n- image: \(scalar)\n  name: x\n",
            ])
        }
        let bytes = Array(text.utf8)
        guard text.contains("example.com/api") else {
            #expect(problem(ImageFinder(image), text) == .noUse(of: "example.com/api", nearest: ["example.com/web"]))
            return
        }
        let finder = ImageFinder(image, writing: parts)
        let edited = try finder.apply(version, to: bytes, file: "f.yaml")
        let before = try finder.uses(in: bytes, file: "f.yaml")
        let after = try finder.uses(in: edited.bytes, file: "f.yaml")
        #expect(after.map(\.place) == before.map(\.place))
        for use in after { #expect(try use.found?.value == use.edit(to: version, file: "f.yaml").value) }
        #expect(try finder.apply(version, to: edited.bytes, file: "f.yaml").changes.isEmpty)
        #expect(
            before.count
                == text.components("image: ").filter {
                    $0.dropFirst($0.first == "e" ? 0 : 1).hasPrefix("example.com/api")
                }.count)
    }
}

extension String {
    /// What follows each occurrence of a text.
    fileprivate func components(_ separator: String) -> [Substring] {
        ranges(of: separator).map { self[$0.upperBound...] }
    }
}
