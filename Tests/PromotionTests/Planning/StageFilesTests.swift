import Foundation
import Manifests
import Promotion
import Testing

@Suite("The files of a stage")
struct StageFilesTests {
    private let base = CommitID(hex: String(repeating: "a", count: 40))

    private func stage(_ edits: FileEdits...) -> Stage { Stage(environment: "prod", edits: edits) }

    private func edits(
        _ files: String, _ target: EditTarget, isPattern: Bool = false, format: ManifestFormat? = nil
    ) throws -> FileEdits {
        FileEdits(
            file: try Template(files), isPattern: isPattern, format: format,
            set: [.init(target: target, value: .artifact(source: "api"))])
    }

    private func declared(by stage: Stage, in files: [String: String]) throws -> [DeclaredPlace] {
        try Planner.declared(by: stage, pipeline: "shop", files: files.mapValues { Array($0.utf8) }, base: base)
    }

    @Test(
        "A file whose name does not tell its format has the one that any of its edits gives", arguments: [false, true])
    func oneFormat(_ isLast: Bool) throws {
        let markers = try edits("app.conf", .markers(MarkerFinder(sources: ["api"])))
        let marked = FileEdits(
            file: markers.file,
            set: [
                .init(
                    target: .markers(MarkerFinder(sources: ["api"])),
                    value: .marked(["api": .init(name: "api", repository: try Template("x"))]))
            ])
        let byPath = try FileEdits(
            file: Template("app.conf"), format: .yaml, set: [.init(selector: Selector("a"), value: Template("x"))])
        let stage = isLast ? stage(marked, byPath) : stage(byPath, marked)
        let places = try declared(by: stage, in: ["app.conf": "a: 1\nb: 1.4 # {\"$sluice\": \"api:tag\"}\n"])
        #expect(places.map(\.declared.place) == ["a", "marker api:tag #1"])
    }

    @Test("Two formats of one file are refused")
    func twoFormats() throws {
        let image = try #require(ImageName("x/api"))
        let first = try edits("app.conf", .meaning(.image(image, .tag)), format: .yaml)
        let second = try edits("*", .meaning(.image(image, .digest)), isPattern: true, format: .json)
        let error = #expect(throws: Problem.self) { try declared(by: stage(first, second), in: ["app.conf": "a: 1\n"]) }
        #expect(error?.description.contains("app.conf: one edit has it as yaml, another one as json") == true)
    }

    @Test(
        "Files of a pattern that have nothing of what is meant are left alone",
        arguments: [
            (
                EditMeaning.service("api", .asWritten), "services:\n  api:\n    image: x/api:1\n",
                "services:\n  web: {}\n"
            ),
            (.service("api", .asWritten), "services:\n  api:\n    image: x/api:1\n", "a: 1\n"),
            (.service("api", .asWritten), "services:\n  api:\n    image: x/api:1\n", "# nothing\n"),
            (.chart(.appVersion), "appVersion: '1'\n", "version: 1\n"),
            (.chart(.dependency("db")), "dependencies:\n- {name: db, version: '1'}\n", "version: 1\n"),
        ])
    func absent(_ meaning: EditMeaning, _ file: String, _ other: String) throws {
        let stage = stage(try edits("*.yaml", .meaning(meaning), isPattern: true))
        #expect(try declared(by: stage, in: ["a.yaml": other, "b.yaml": file]).map(\.declared.file) == ["b.yaml"])
        #expect(throws: Problem.self) { try declared(by: stage, in: ["a.yaml": other]) }
    }

    @Test("A path in a chart's values that some files of a pattern lack leaves these alone")
    func absentPath() throws {
        let image = try #require(ImageName("x/api"))
        let meaning = EditMeaning.helm(image, below: try Selector("api.image"), .asWritten)
        let stage = stage(try edits("*.yaml", .meaning(meaning), isPattern: true))
        let files = ["a.yaml": "web: {}\n", "b.yaml": "api: {image: {tag: '1'}}\n"]
        #expect(try declared(by: stage, in: files).map(\.declared.file) == ["b.yaml"])
    }

    @Test("A service without an image is not left alone")
    func serviceWithoutImage() throws {
        let stage = stage(try edits("*.yaml", .meaning(.service("api", .asWritten)), isPattern: true))
        let files = ["a.yaml": "services: {api: {build: .}}\n", "b.yaml": "services: {api: {image: 'x/api:1'}}\n"]
        #expect(throws: Problem.self) { try declared(by: stage, in: files) }
    }

    private let release = Release(
        pipeline: "shop",
        artifacts: [
            Artifact(source: "api", repository: "x/api", tag: "2", digest: nil, created: nil, firstSeen: .now)
        ], number: 1, cutAt: .now)

    @Test("A plan tells of the aliases that repeat a value; another alias voids what was approved")
    func aliases() throws {
        let edits = try FileEdits(
            file: Template("a.yaml"), set: [.init(selector: Selector("a.tag"), value: Template("${api.tag}"))])
        func plan(_ text: String) throws -> Plan {
            try Planner.plan(
                release, stage: stage(edits), pipeline: "shop", files: ["a.yaml": Array(text.utf8)], base: base
            ).plan
        }
        let text = "a: &a {tag: x}\n"
        let plans = try [text, text + "b: *a\n", text + "# lines\nb: *a\n", text + "b: *a\nc: *a\n"].map(plan)
        #expect(
            plans.map(\.edits[0].place) == [
                "a.tag", "a.tag (repeated by 1 alias)", "a.tag (repeated by 1 alias)", "a.tag (repeated by 2 aliases)",
            ])
        #expect(Set(plans.map(\.hash)).count == 3)
    }

    @Test("A place belongs to another stage, too, that something else keeps from being edited")
    func brokenClaim() throws {
        let image = try #require(ImageName("x/api"))
        let meant = EditTarget.meaning(.image(image, .tag))
        let own = stage(try edits("apps/*.yaml", meant, isPattern: true))
        let others = [
            stage(try edits("**/*.yaml", meant, isPattern: true)),
            stage(try edits("missing.yaml", meant), try edits("apps/a.yaml", meant)),
        ]
        let files = ["apps/a.yaml": Array("image: x/api:1\n".utf8)]
        for other in others {
            let other = ClaimedStage(pipeline: "other", stage: other)
            let error = #expect(throws: Problem.self) {
                try Planner.plan(release, stage: own, pipeline: "shop", files: files, base: base, among: [other])
            }
            #expect(error?.description.contains("shop/prod and by other/prod") == true)
        }
    }

    @Test(
        "The tag that stands there is told, whatever is to be written beside it",
        arguments: [
            ("image: x/api:1.4\n", ImageParts.both), ("image: x/api:1.4\n", .asWritten),
            ("image: x/api:1.4@sha256:\(String(repeating: "b", count: 64))\n", .tag),
            ("image: x/api:1.4@sha256:\(String(repeating: "b", count: 64))\n", .asWritten),
            ("image: {repository: x/api, tag: '1.4'}\n", .both), ("image: {repository: x/api, tag: '1.4'}\n", .tag),
            ("image: {repository: x/api, tag: '1.4', digest: null}\n", .asWritten),
        ])
    func tags(_ file: String, _ parts: ImageParts) throws {
        let image = try #require(ImageName("x/api"))
        let stage = stage(try edits("a.yaml", .meaning(.helm(image, below: nil, parts))))
        let places = try declared(by: stage, in: ["a.yaml": file])
        #expect(Planner.tags(in: places, pipeline: "shop", environment: "prod") == ["api": "1.4"])
    }
}
