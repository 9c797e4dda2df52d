import Foundation
import Manifests
import Promotion
import Testing

/// Each file in `Golden/plans` is the printed plan and commit message of the case of its name: review shows behaviour.
@Suite("Printed plans")
struct PlanGoldenTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var name: String
        var files: [String: String] = ["apps/shop/dev.yaml": Case.values]
        var sets: [(file: String, document: DocumentSelector?, [(String, String)])] = []
        /// Edits by what a file means: the file, or a pattern with a `*`, the target, and the source.
        var meanings: [(file: String, EditTarget, source: String)] = []
        /// Edits by the text of a file, or of those that match a pattern.
        var texts: [(file: String, FileEdits.Setting?)] = []
        var kind = Promotion.Kind.automatic
        var user = "sluice"
        var approvedBy: [String] = []
        var tag = "1.2.3"
        var hold: String?

        var testDescription: String { name }

        static let values = "# values\nimage:\n  repository: shop/api\n  tag: 1.2.2 # by Sluice\n  digest: ''\n"
        static let path = "apps/${pipeline}/${environment}.yaml"
    }

    static let cases: [Case] = plain + byMeaning

    private static let plain: [Case] = [
        Case(name: "one-tag", sets: [(Case.path, nil, [("image.tag", "${api.tag}")])]),
        Case(
            name: "tag-and-digest",
            sets: [(Case.path, nil, [("image.tag", "${api.tag}"), ("image.digest", "${api.digest}")])]),
        Case(name: "already-declared", sets: [(Case.path, nil, [("image.tag", "${api.tag}")])], tag: "1.2.2"),
        Case(
            name: "two-files-and-sources",
            files: ["b.yaml": "tag: \"1\"\n", "a.yaml": "images:\n- name: web\n  newTag: main-1\n"],
            sets: [
                ("b.yaml", nil, [("tag", "${api.tag}")]),
                ("a.yaml", nil, [("images[name=web].newTag", "${web.tag}")]),
            ]),
        Case(
            name: "one-of-several-documents",
            files: [
                "all.yaml":
                    "kind: Service\nmetadata: {name: api}\n---\nkind: Deployment\nmetadata:\n  name: api\n"
                    + "spec:\n  containers:\n  - name: api\n    image: shop/api:1.0\n"
            ],
            sets: [
                (
                    "all.yaml", DocumentSelector(kind: "Deployment", name: "api"),
                    [("spec.containers[name=api].image", "${api.reference}")]
                )
            ], kind: .requested, user: "alice", approvedBy: ["bob", "carol"]),
        Case(
            name: "rollback", sets: [(Case.path, nil, [("image.tag", "${api.tag}")])], kind: .rollback, user: "bob",
            tag: "1.2.1", hold: "errors\nSluice-Stage: prod"),
        Case(
            name: "type-stays-text", files: ["v.yaml": "tag: abc\nother: 1.5\n"],
            sets: [("v.yaml", nil, [("tag", "${api.tag}"), ("other", "${release}")])], tag: "1.20"),
        Case(name: "missing-file", sets: [("nowhere.yaml", nil, [("tag", "${api.tag}")])]),
        Case(name: "missing-key", sets: [(Case.path, nil, [("image.tga", "${api.tag}")])]),
        Case(name: "unknown-format", files: ["v.toml": "x"], sets: [("v.toml", nil, [("tag", "${api.tag}")])]),
        Case(name: "missing-source", sets: [(Case.path, nil, [("image.tag", "${worker.tag}")])]),
        Case(
            name: "old-value-of-many-lines", files: ["v.yaml": "tag: \"a\\n\\nSluice-Hold: x\\0\\u2028y\"\n"],
            sets: [("v.yaml", nil, [("tag", "${api.tag}")])]),
    ]

    @Test("Every plan is printed as it was reviewed", arguments: cases)
    func golden(_ example: Case) throws {
        let path = "\(#filePath)".replacingOccurrences(
            of: "Planning/PlanGoldenTests.swift", with: "Golden/plans/\(example.name).txt")
        let printed = try print(example)
        guard let expected = try? String(contentsOfFile: path, encoding: .utf8) else {
            try printed.write(toFile: path, atomically: true, encoding: .utf8)
            Issue.record("\(example.name).txt was missing, and is written now: review it, and commit it")
            return
        }
        #expect(printed == expected)
    }

    private func print(_ example: Case) throws -> String {
        let edits = try example.sets.map { file, document, settings in
            FileEdits(
                file: try Template(file),
                set: try settings.map {
                    .init(selector: try Selector($0.0), document: document, value: try Template($0.1))
                })
        }
        let meant = try example.meanings.map { file, target, source in
            FileEdits(
                file: try Template(file), isPattern: file.contains("*"),
                set: [
                    FileEdits.Setting(
                        target: target,
                        value: .artifact(source: source, name: try Template("registry.example.com/${environment}/api")))
                ])
        }
        let written = try example.texts.map { file, setting in
            FileEdits(file: try Template(file), isPattern: file.contains("*"), set: [try #require(setting)])
        }
        let stage = Stage(environment: "dev", edits: edits + meant + written)
        let release = Release(
            pipeline: "shop",
            artifacts: [
                Artifact(
                    source: "api", repository: "registry.example.com/shop/api", tag: example.tag,
                    digest: "sha256:" + String(repeating: "a", count: 64), firstSeen: .distantPast),
                Artifact(
                    source: "web", repository: "ssh://git@example.com/shop/web.git", tag: "main-2", digest: "c0ffee",
                    firstSeen: .distantPast),
            ], number: 7, cutAt: .distantPast)
        let files = example.files.mapValues { Array($0.utf8) }
        do throws(Problem) {
            let made = try Planner.plan(
                release, stage: stage, pipeline: "shop", files: files, base: CommitID(hex: "ba5e"))
            var lines = made.plan.edits.map { edit in
                "\(edit.file):\(edit.line):\(edit.column) \(edit.place): \(edit.old.debugDescription)"
                    + " -> \(edit.new.debugDescription)"
            }
            for (path, bytes) in made.contents.sorted(by: { $0.key < $1.key }) {
                lines += ["=== \(path)", String(decoding: bytes, as: UTF8.self)]
            }
            let trailers = PromotionTrailers(
                promotion: PromotionID(hex: "f00d"), stage: StageID(pipeline: "shop", environment: "dev"),
                release: release, hold: example.hold)
            let message = CommitMessage.text(
                trailers: trailers, plan: made.plan, kind: example.kind, requestedBy: example.user,
                approvedBy: example.approvedBy, audit: AuditHead(sequence: 12, hash: "dead"))
            return (lines + ["=== message", message]).joined(separator: "\n")
        } catch {
            return "refused: \(error)\n"
        }
    }

    @Test("The last paragraph of every message is trailers and nothing else")
    func trailers() throws {
        for example in Self.cases {
            let text = try print(example)
            guard let message = text.components(separatedBy: "=== message\n").dropFirst().first else { continue }
            let last = message.components(separatedBy: "\n\n").last ?? ""
            for line in last.split(separator: "\n") {
                #expect(line.contains(/^Sluice-[A-Za-z-]+: [^\u{0}]+$/), "\(example.name): \(line)")
            }
            #expect(last.components(separatedBy: "Sluice-Stage: ").count == (example.hold == nil ? 2 : 3))
            #expect(last.split(separator: "\n").filter { $0.hasPrefix("Sluice-Stage: ") } == ["Sluice-Stage: dev"])
            #expect(!message.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        }
    }
}
