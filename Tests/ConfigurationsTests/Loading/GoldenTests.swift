import Configurations
import Foundation
import Testing

/// Each folder of Golden is a configuration with its errors, or its warnings, as they are printed.
@Suite("Errors, as they are printed")
struct GoldenTests {
    static let folders = (try? FileManager.default.contentsOfDirectory(atPath: goldenFolder.path))?.sorted() ?? []

    @Test("All errors of a configuration", arguments: Self.folders)
    func golden(name: String) throws {
        let folder = goldenFolder.appendingPathComponent(name)
        var printed: String
        do throws(ConfigurationErrors) {
            let configuration = try ConfigurationLoader.load(directory: folder.path)
            printed = configuration.warnings.map { "warning: \($0)\n" }.joined()
        } catch {
            printed = error.description + "\n"
        }
        if printed.isEmpty { printed = "no errors\n" }
        try expectRecorded(printed, at: "Tests/ConfigurationsTests/Golden/\(name)/expected-errors")
    }

    @Test("No error repeats what may be a secret")
    func secrets() throws {
        let folder = goldenFolder.appendingPathComponent("secrets")
        let errors = #expect(throws: ConfigurationErrors.self) { try ConfigurationLoader.load(directory: folder.path) }
        #expect(
            try String(contentsOf: folder.appendingPathComponent("sluice.yaml"), encoding: .utf8).contains("HUNTER2"))
        #expect(errors?.description.contains("HUNTER2") == false)
    }

    @Test("There are cases")
    func count() { #expect(Self.folders.count >= 10) }
}
