import Configurations
import Foundation
import TestServers
import Testing

@Suite("The fingerprint of a directory")
struct FingerprintTests {
    @Test("Changes with every change of a file, and only then")
    func changes() throws {
        let directory = try TemporaryDirectory("configuration")
        var seen: [String] = []
        func look() { seen.append(Configuration.fingerprint(directory: directory.path)) }
        look()
        try directory.write("a: 1\n", to: "sluice.yaml")
        look()
        try directory.write("x", to: "pipelines/a.yaml")
        look()
        try directory.write("y", to: "pipelines/a.yaml")
        look()
        try FileManager.default.moveItem(
            atPath: directory.file("pipelines/a.yaml"), toPath: directory.file("pipelines/b.yaml"))
        look()
        try FileManager.default.removeItem(atPath: directory.file("pipelines/b.yaml"))
        look()
        #expect(Set(seen).count == seen.count)
        try directory.write("notes", to: "README.md")
        #expect(Configuration.fingerprint(directory: directory.path) == seen.last)
    }
}
