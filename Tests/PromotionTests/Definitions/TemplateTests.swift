import Foundation
import Promotion
import Testing

@Suite("Templates")
struct TemplateTests {
    private let release = Release(
        pipeline: "shop",
        artifacts: [
            Artifact(
                source: "api", repository: "registry.example.com:5000/shop/api", tag: "1.2.3", digest: "sha256:ab",
                firstSeen: .distantPast),
            Artifact(
                source: "my.worker", repository: "example.com/w", tag: "main-7", digest: nil, firstSeen: .distantPast),
        ], number: 1, cutAt: .distantPast)

    @Test(
        "Values are rendered",
        arguments: [
            ("plain", "plain"), ("", ""), ("${api.tag}", "1.2.3"), ("v${api.tag}-x", "v1.2.3-x"),
            ("${api.digest}", "sha256:ab"), ("${api.reference}", "registry.example.com:5000/shop/api:1.2.3@sha256:ab"),
            ("${my.worker.tag}", "main-7"), ("${my.worker.reference}", "example.com/w:main-7"),
            ("${pipeline}/${environment}", "shop/dev"), ("$${api.tag}", "${api.tag}"), ("$5 $", "$5 $"),
            ("$$$${", "$$${"), ("Grüße ${api.tag}", "Grüße 1.2.3"), ("{api.tag}", "{api.tag}"),
        ])
    func render(_ text: String, _ expected: String) throws {
        #expect(try Template(text).render(release, pipeline: "shop", environment: "dev") == expected)
    }

    @Test("The release is written as its first twelve digits")
    func rendersRelease() throws {
        #expect(
            try Template("${release}").render(release, pipeline: "shop", environment: "dev") == release.id.short)
    }

    @Test(
        "Anything else in braces is an error, at its offset in bytes",
        arguments: [
            ("${}", 0), ("ab${api}", 2), ("${api.tags}", 0), ("${.tag}", 0), ("é${nope}", 2), ("${api.tag} ${", 11),
            ("${api.tag", 0), ("${ pipeline}", 0), ("${PIPELINE}", 0), ("${api.tag }", 0),
        ])
    func errors(_ text: String, _ offset: Int) {
        let error = #expect(throws: Template.SyntaxError.self) { try Template(text) }
        #expect(error?.offset == offset)
    }

    @Test("A release that lacks what is named is refused", arguments: ["${web.tag}", "${my.worker.digest}"])
    func missing(_ text: String) throws {
        let template = try Template(text)
        #expect(throws: Problem.self) { try template.render(release, pipeline: "shop", environment: "dev") }
    }

    @Test(
        "What cannot be read in exactly one way is not read",
        arguments: [
            ("${a.tag}-${b.tag}", "1-2-3"), ("${a.tag}${b.tag}", "123"), ("v${a.tag}", "1.0"), ("v${a.tag}", "v"),
            ("${a.tag}-x", "1.0-y"), ("${pipeline}:${a.tag}", "other:1.0"), ("fixed", "other"), ("${a.tag}", ""),
        ])
    func ambiguous(_ text: String, _ value: String) throws {
        #expect(try Template(text).readBack(value, pipeline: "shop", environment: "dev") == nil)
    }

    @Test(
        "A reference is taken apart whatever its port and its user",
        arguments: [
            ("localhost:5000/a/b:1.0@sha256:ab", "1.0", "sha256:ab"), ("localhost:5000/a/b:1.0", "1.0", nil),
            ("localhost:5000/a/b@sha256:ab", nil, "sha256:ab"), ("a/b", nil, nil), ("redis:7", "7", nil),
            ("ssh://git@example.com/team/app.git:v1.0@0a1b", "v1.0", "0a1b"),
            ("ssh://git@example.com:2222/team/app.git:v1.0@0a1b", "v1.0", "0a1b"),
            ("ssh://git@example.com/team/app.git:release/1.0@0a1b", "release/1.0", "0a1b"),
            ("ssh://git@example.com/team/app.git:v1@next@0a1b", "v1@next", "0a1b"),
            ("ssh://git@example.com/team/app.git:v1.0", "v1.0", nil),
            ("ssh://git@example.com:2222/team/app.git", nil, nil),
        ] as [(String, String?, String?)])
    func references(_ value: String, _ tag: String?, _ digest: String?) throws {
        let readings = try #require(
            try Template("${a.reference}").readBack(value, pipeline: "shop", environment: "dev"))
        #expect(readings.map(\.tag) == [tag])
        #expect(readings.map(\.digest) == [digest])
    }

    @Test("What was rendered is read back as it was, or not at all", arguments: [UInt64](1...4))
    func roundTrip(_ seed: UInt64) throws {
        var generator = SplitMix(seed: seed)
        var read = 0
        for _ in 0..<500 {
            func word(_ letters: String) -> String {
                String(
                    (0..<Int.random(in: 1...6, using: &generator)).map { _ in
                        Array(letters).randomElement(using: &generator) ?? "x"
                    })
            }
            let artifacts = ["a", "b"].map { name in
                Artifact(
                    source: name, repository: name == "a" ? "example.com/a" : "ssh://git@example.com/b.git",
                    tag: word("ab.-1"),
                    digest: "sha256:\(word("0123"))", firstSeen: .distantPast)
            }
            let release = Release(pipeline: "shop", artifacts: artifacts, number: 1, cutAt: .distantPast)
            let parts = ["${a.tag}", "${b.tag}", "${a.digest}", "${b.reference}", "-", ":", "v", "${pipeline}", "$${"]
            let text = (0..<Int.random(in: 1...4, using: &generator))
                .map { _ in parts.randomElement(using: &generator) ?? "" }.joined()
            let template = try Template(text)
            let value = try template.render(release, pipeline: "shop", environment: "dev")
            guard let readings = template.readBack(value, pipeline: "shop", environment: "dev") else { continue }
            read += 1
            for reading in readings {
                let artifact = try #require(release.artifact(of: reading.source))
                if let tag = reading.tag { #expect(tag == artifact.tag, "seed \(seed): \(text) in \(value)") }
                if let digest = reading.digest { #expect(digest == artifact.digest, "seed \(seed): \(text)") }
            }
        }
        #expect(read > 100)
    }
}
