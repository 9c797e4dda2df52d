import Foundation
import Testing

@testable import Manifests

/// The files of the YAML test suite, where `SLUICE_YAML_TEST_SUITE` names a checkout of its `data` branch.
struct YAMLTestSuiteTests {
    private static let folder = ProcessInfo.processInfo.environment["SLUICE_YAML_TEST_SUITE"]

    @Test("Every scalar of the YAML test suite is edited exactly, or refused", .enabled(if: folder != nil))
    func suite() throws {
        let root = URL(fileURLWithPath: try #require(Self.folder))
        var tally = EditTally()
        var declined = 0
        let paths = try #require(FileManager.default.enumerator(atPath: root.path)).compactMap { $0 as? String }
        for path in paths.sorted()
        where path.hasSuffix("/in.yaml") && !path.hasPrefix("name/") && !path.hasPrefix("tags/") {
            let bytes = Array(try Data(contentsOf: root.appendingPathComponent(path)))
            if try !tally.edit(bytes, name: path) { declined += 1 }
        }
        print("YAML test suite: \(tally), \(declined) not read by libyaml")
        print(tally.refusals.joined(separator: "\n"))
        #expect(tally.wrong.isEmpty, "\(tally.wrong)")
        #expect(tally.editedShare >= 0.95)
    }
}
