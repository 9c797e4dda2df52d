import Foundation
import TestServers
import Testing

@testable import sluice

@Suite("Edits of files without a daemon")
struct EditTests {
    private let folder: TemporaryDirectory
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    init() throws { folder = try TemporaryDirectory() }

    private func file(_ name: String, _ text: String) throws -> String {
        let path = folder.path + "/" + name
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private func text(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func run(_ words: String...) async -> Outcome { await Main.run(["edit"] + words) }

    @Test(
        "Each kind of edit changes its value and nothing else",
        arguments: [
            ("values.yaml", ["--set", "image.tag=1.3"], "image: {tag: '1.2'} # x\n", "image: {tag: '1.3'} # x\n"),
            (
                "a.yaml", ["--set", "list[name=api].tag=2=2"], "list: [{name: api, tag: a}]\n",
                "list: [{name: api, tag: 2=2}]\n"
            ),
            (
                "main.tf", ["--set", "module.api.version=2.0.0"], "module \"api\" {\n  version = \"1.0.0\" # x\n}\n",
                "module \"api\" {\n  version = \"2.0.0\" # x\n}\n"
            ),
            ("a.json", ["--set", "tag=2"], "{ \"tag\": \"1\" }", "{ \"tag\": \"2\" }"),
            (
                "a.yaml", ["--image", "shop/api:2"], "- image: shop/api:1\n- image: web:1\n",
                "- image: shop/api:2\n- image: web:1\n"
            ),
            (
                "kustomization.yaml", ["--kustomize", "api=example.com/api:2.0.0"], "resources: []\n",
                "resources: []\nimages:\n- name: api\n  newName: example.com/api\n  newTag: 2.0.0\n"
            ),
            (
                "values.yaml", ["--helm", "shop/api:2.0.0"], "image:\n  repository: shop/api\n  tag: 1.0.0\n",
                "image:\n  repository: shop/api\n  tag: 2.0.0\n"
            ),
            (
                "Chart.yaml", ["--chart", "api=2.0.0", "--chart", "appVersion=3.0.0"],
                "appVersion: 1.0.0\ndependencies:\n- name: api\n  version: 1.0.0\n",
                "appVersion: 3.0.0\ndependencies:\n- name: api\n  version: 2.0.0\n"
            ),
            (
                "compose.yaml", ["--service", "web=2@\(digest)", "--write", "both"],
                "services: {web: {image: \"w:1\"}}\n", "services: {web: {image: \"w:2@\(digest)\"}}\n"
            ),
            (
                "app.yaml", ["--inside", "data.\"a.yaml\"", "--set", "tag=2", "--document", "kind=ConfigMap"],
                "kind: ConfigMap\ndata:\n  a.yaml: |\n    tag: a # x\n",
                "kind: ConfigMap\ndata:\n  a.yaml: |\n    tag: \"2\" # x\n"
            ),
            (
                "run.sh", ["--marker", "api=2.0.0"], "run shop/api:1 # {\"$sluice\": \"api\"}\n",
                "run shop/api:2.0.0 # {\"$sluice\": \"api\"}\n"
            ),
            (
                "Dockerfile", ["--regex", "^FROM .*:(?<tag>\\S+)$", "--value", "2.0.0"], "FROM a:1\n", "FROM a:2.0.0\n"
            ),
            (
                "Makefile", ["--regex", "^V=(?<value>.*)$", "--matches", "2", "--value", "v 2"], "V=1\nV=x\n",
                "V=v 2\nV=v 2\n"
            ),
            ("noname", ["--set", "tag=b", "--format", "yaml"], "tag: a\n", "tag: b\n"),
            (
                "noname", ["--marker", "api=1.20", "--format", "yaml"], "tag: 1.4 # {\"$sluice\": \"api:tag\"}\n",
                "tag: \"1.20\" # {\"$sluice\": \"api:tag\"}\n"
            ),
            (
                "values.yaml", ["--helm", "shop/api:2.0.0"],
                "image: {repository: shop/api, tag: 1.0.0, digest: null}\n",
                "image: {repository: shop/api, tag: 2.0.0, digest: null}\n"
            ),
        ])
    func edits(name: String, options: [String], before: String, after: String) async throws {
        let path = try file(name, before)
        #expect(await Main.run(["edit", "--dry-run"] + options + [path]) == .wouldChange)
        #expect(try text(path) == before)
        #expect(await Main.run(["edit"] + options + [path]) == .ok)
        #expect(try text(path) == after)
        #expect(await Main.run(["edit", "--dry-run"] + options + [path]) == .ok)
    }

    @Test("Where one file is refused none is written; files without a use are left alone beside one that has it")
    func several() async throws {
        let first = try file("a.yaml", "image: shop/api:1\n")
        let second = try file("b.yaml", "image: web:1\n")
        let broken = try file("c.yaml", "image: [\n")
        #expect(await run("--image", "shop/api:2", first, broken) == .failed)
        #expect(try text(first) == "image: shop/api:1\n")
        #expect(await run("--image", "shop/api:2", second) == .failed)
        #expect(await run("--image", "shop/api:2", second, first) == .ok)
        #expect(try text(first) == "image: shop/api:2\n")
        #expect(await run("--image", "other/x:2", second, first) == .failed)
    }

    @Test("The file keeps its mode, and a link stays a link")
    func links() async throws {
        let target = try file("real.yaml", "tag: a\n")
        let link = folder.path + "/link.yaml"
        try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: target)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: "real.yaml")
        #expect(await run("--set", "tag=b", link) == .ok)
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "real.yaml")
        #expect(try text(target) == "tag: b\n")
        let mode = try FileManager.default.attributesOfItem(atPath: target)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == ["link.yaml", "real.yaml"])
    }

    @Test(
        "What is not understood ends with the status for usage",
        arguments: [
            ["a.yaml"], ["--set", "tag", "a.yaml"], ["--set", "a..b=1", "a.yaml"], ["--image", "api", "a.yaml"],
            ["--image", "A:1", "a.yaml"], ["--document", "color=red", "--set", "a=1", "a.yaml"], ["--set", "a=1"],
            ["--set", "a=1", "--format", "toml", "a.yaml"], ["--regex", "(?<tag>a)", "a.yaml"],
            ["--marker", "api=1", "-"], ["--regex", "(", "--value", "a", "a.yaml"],
            ["--set", "a=1", "--value", "a", "a.yaml"],
        ])
    func usage(words: [String]) async { #expect(await Main.run(["edit"] + words) == .usage) }

    @Test("Two replacements of one file do not meet, and nothing is left of one that is not taken")
    func replacements() throws {
        let path = try file("a.yaml", "tag: a\n")
        let first = try FileReplacement(of: path, by: Array("tag: first\n".utf8))
        let second = try FileReplacement(of: path, by: Array("tag: second\n".utf8))
        #expect(try text(path) == "tag: a\n")
        try first.take()
        #expect(try text(path) == "tag: first\n")
        second.discard()
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.yaml"])
        #expect(throws: Failure.self) { try FileReplacement(of: folder.path + "/none/a.yaml", by: []) }
        #expect(throws: Failure.self) { try FileReplacement(of: folder.path + "/none.yaml", by: []) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["a.yaml"])
    }

    @Test("A compose file without the service is left alone beside one that has it")
    func otherServices() async throws {
        let first = try file("a.yaml", "services: {web: {image: 'w:1'}}\n")
        let second = try file("b.yaml", "services: {api: {image: 'a:1'}}\n")
        #expect(await run("--service", "api=2", first, second) == .ok)
        #expect(try text(second) == "services: {api: {image: 'a:2'}}\n")
        #expect(await run("--service", "api=2", first) == .failed)
    }

    @Test("A file that is missing, or has no such value, is a failure")
    func failures() async throws {
        let path = try file("a.yaml", "tag: a\n")
        #expect(await run("--set", "tag=b", folder.path + "/none.yaml") == .failed)
        #expect(await run("--set", "tga=b", path) == .failed)
        #expect(await run("--image", "shop/api@sha256:1", path) == .usage)
    }
}
