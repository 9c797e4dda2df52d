import Engine
import Manifests
import PortsTestKit
import Promotion
import Testing

@Suite("Edits by what a file means", .timeLimit(.minutes(10)))
struct EditsByMeaningTests {
    private static let files = [
        "apps/api/deployment.yaml":
            "kind: Deployment\nspec:\n- name: api\n  image: registry.example.com/shop/api:0.9.0\n",
        "apps/web/deployment.yaml": "kind: Deployment\nspec:\n- name: web\n  image: registry.example.com/web:1\n",
        "apps/migrate/job.yaml": "kind: Job\nimage: registry.example.com/shop/api:0.9.0 # the same\n",
        "overlay/kustomization.yaml": "resources: [../apps]\n",
    ]

    private func edits(_ file: String, isPattern: Bool = false, _ meaning: (ImageName) -> EditMeaning) throws
        -> FileEdits
    {
        let image = try #require(ImageName("registry.example.com/shop/api"))
        return FileEdits(
            file: try Template(file), isPattern: isPattern,
            set: [.init(target: .meaning(meaning(image)), value: .artifact(source: "api"))])
    }

    private func world(_ edits: [FileEdits], also pipelines: [String: [FileEdits]] = [:]) throws -> World {
        var definitions = try Definitions.line(["shop"] + pipelines.keys)
        for (name, edits) in pipelines.merging(["shop": edits], uniquingKeysWith: { first, _ in first }) {
            for index in 0..<3 { definitions.pipelines[name]?.stages[index].edits = edits }
        }
        return World(definitions, files: Self.files)
    }

    @Test("Every use in many files is one commit, and is read back after the database is lost")
    func manyFiles() async throws {
        let world = try world([edits("apps/**/*.yaml", isPattern: true) { .image($0, .both) }])
        try await world.start()
        await world.push("1.0.0")
        await world.pass(700)
        #expect(world.history("prod") == ["1.0.0"])
        for file in ["apps/api/deployment.yaml", "apps/migrate/job.yaml"] {
            let text = try #require(world.git.text(file, on: world.branch("prod")))
            #expect(text.contains("registry.example.com/shop/api:1.0.0@sha256:"), "\(text)")
        }
        #expect(
            world.git.text("apps/web/deployment.yaml", on: world.branch("prod"))
                == Self.files["apps/web/deployment.yaml"])
        await world.loseDatabase()
        try await world.start()
        #expect(try await world.status("prod").current?.title == "1.0.0")
        await world.pass(700)
        await world.push("1.1.0")
        await world.pass(700)
        #expect(world.history("prod") == ["1.0.0", "1.1.0"])
        world.expectNoDuplicates()
        await world.stop()
    }

    @Test("A missing entry of a kustomization is added once, and edited from then on")
    func kustomize() async throws {
        let file = "overlay/kustomization.yaml"
        let world = try world([
            edits(file) { .kustomize(image: $0, named: "\($0)", .asWritten, writesName: false) }
        ])
        try await world.start()
        await world.push("1.0.0")
        await world.pass(700)
        let entry = "images:\n- name: registry.example.com/shop/api\n  newTag: "
        #expect(world.git.text(file, on: world.branch("prod")) == "resources: [../apps]\n\(entry)1.0.0\n")
        await world.push("1.1.0")
        await world.pass(700)
        #expect(world.git.text(file, on: world.branch("prod")) == "resources: [../apps]\n\(entry)1.1.0\n")
        #expect(try await world.status("prod").hold == nil)
        #expect(world.history("prod") == ["1.0.0", "1.1.0"])
        await world.stop()
    }

    @Test("A digest that a person puts beside the tag is a change, and is not written over by the next release")
    func digestByHand() async throws {
        let file = "overlay/kustomization.yaml"
        let world = try world([
            edits(file) { .kustomize(image: $0, named: "\($0)", .asWritten, writesName: false) }
        ])
        try await world.start()
        await world.push("1.0.0")
        await world.pass(700)
        let prod = world.branch("prod")
        let text = try #require(world.git.text(file, on: prod))
        let pinned = text + "  digest: sha256:\(String(repeating: "b", count: 64))\n"
        world.git.commit([file: Array(pinned.utf8)], to: prod)
        await world.pass(700)
        #expect(try await world.status("prod").phase == .held)
        await world.push("1.1.0")
        await world.pass(700)
        #expect(world.git.text(file, on: prod) == pinned)
        #expect(world.history("dev") == ["1.0.0", "1.1.0"])
        await world.stop()
    }

    @Test("Two stages whose patterns hide that they edit one place are both stopped, and told of one another")
    func onePlaceOfTwo() async throws {
        let template = try Template("${api.tag}")
        let byPath = try FileEdits(
            file: Template("apps/migrate/job.yaml"), set: [.init(selector: Selector("image"), value: template)])
        let world = try world(
            [edits("apps/**/*.yaml", isPattern: true) { .image($0, .asWritten) }], also: ["other": [byPath]])
        try await world.start()
        await world.push("1.0.0")
        await world.push("2.0.0", to: "other")
        await world.pass(700)
        for (name, other) in [("shop", "other"), ("other", "shop")] {
            #expect(world.history("dev", pipeline: name) == [])
            let reason = try await world.status("dev", of: name).why
            #expect(reason.contains("is written by \(name)/dev and by \(other)/dev"), "\(reason)")
        }
        await world.stop()
    }

    @Test("Pipelines with images of their own share the files of one pattern")
    func ownImages() async throws {
        let web = try #require(ImageName("registry.example.com/web"))
        let others = try FileEdits(
            file: Template("apps/**/*.yaml"), isPattern: true,
            set: [.init(target: .meaning(.image(web, .asWritten)), value: .artifact(source: "api"))])
        let world = try world(
            [edits("apps/**/*.yaml", isPattern: true) { .image($0, .asWritten) }], also: ["web": [others]])
        try await world.start()
        await world.push("1.0.0")
        await world.push("2.0.0", to: "web")
        await world.pass(700)
        #expect(world.history("prod") == ["1.0.0"])
        #expect(world.history("prod", pipeline: "web") == ["2.0.0"])
        await world.stop()
    }
}
