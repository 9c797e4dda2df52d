import Configurations
import Foundation
import Glibc
import TestServers
import Testing

@Suite("Limits, and files that are no files")
struct LimitTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory("configuration")
        try directory.write("git: { author: { name: S, email: s@example.com } }\n", to: "sluice.yaml")
    }

    private func errors() -> [String] {
        do throws(ConfigurationErrors) {
            _ = try ConfigurationLoader.load(directory: directory.path)
            return []
        } catch {
            return error.issues.map(\.description)
        }
    }

    @Test("A configuration without environments and pipelines is one")
    func empty() throws {
        #expect(try ConfigurationLoader.load(directory: directory.path).pipelines.isEmpty)
    }

    @Test("A file has at most 1 MiB")
    func size() throws {
        let comment = "\n# " + String(repeating: "x", count: 1 << 20)
        try directory.write("git: { author: { name: S, email: s@example.com } }" + comment, to: "sluice.yaml")
        #expect(errors() == ["sluice.yaml:1:1: the file is larger than 1048576 bytes; split it"])
    }

    @Test("A pipe is refused without being waited for")
    func pipe() throws {
        try directory.write("x", to: "pipelines/README.md")
        #expect(mkfifo(directory.file("pipelines/pipe.yaml"), 0o600) == 0)
        #expect(errors() == ["pipelines/pipe.yaml:1:1: this is not a regular file"])
    }

    @Test("A folder and a dangling link are refused where a file is wanted")
    func noFiles() throws {
        try directory.write("x", to: "pipelines/folder.yaml/x")
        #expect(symlink("nowhere", directory.file("pipelines/link.yaml")) == 0)
        #expect(
            errors() == [
                "pipelines/folder.yaml:1:1: this is not a regular file", "pipelines/link.yaml:1:1: the file is missing",
            ])
    }

    @Test("A link to a file is the file, as Kubernetes mounts them")
    func links() throws {
        try directory.write("repository: [", to: "..data/dev.yaml")
        try FileManager.default.createDirectory(
            atPath: directory.file("environments"), withIntermediateDirectories: true)
        #expect(symlink("../..data/dev.yaml", directory.file("environments/dev.yaml")) == 0)
        #expect(errors().first?.hasPrefix("environments/dev.yaml:") == true)
    }

    @Test("At most 20,000 files are read")
    func count() throws {
        try directory.write("x", to: "pipelines/README.md")
        for index in 0..<20_000 {
            #expect(link(directory.file("sluice.yaml"), directory.file("pipelines/p\(index).yaml")) == 0)
        }
        #expect(errors().contains("pipelines:1:1: the configuration has 20001 files, and at most 20000 are read"))
    }

    @Test("Many pipelines with one mistake each are all reported, in the order of their names")
    func all() throws {
        for index in 10..<60 { try directory.write("stages: []\n", to: "pipelines/p\(index).yaml") }
        let lines = errors()
        #expect(lines.count == 100)
        #expect(lines == lines.sorted())
        #expect(lines == errors())
    }

    @Test("What is not UTF-8 is refused")
    func encoding() throws {
        try Data([0x67, 0xFF, 0x3A]).write(to: URL(fileURLWithPath: directory.file("sluice.yaml")))
        #expect(errors() == ["sluice.yaml:1:2: the bytes here are not UTF-8. Save the file as UTF-8."])
    }
}
