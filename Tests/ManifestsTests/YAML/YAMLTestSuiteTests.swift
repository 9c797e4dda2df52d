import Foundation
import Testing

@testable import Manifests

/// The files of the YAML test suite; `YAMLTestSuite/README.md` says where they are from.
struct YAMLTestSuiteTests {
    @Test("Every scalar of the YAML test suite is edited exactly, or refused")
    func suite() throws {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("YAMLTestSuite")
        var tally = EditTally()
        var declined = 0
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
        for name in names.sorted() {
            let bytes = Array(try Data(contentsOf: folder.appendingPathComponent(name)))
            if try !tally.edit(bytes, name: name) { declined += 1 }
        }
        print("YAML test suite: \(tally), \(declined) not read by libyaml")
        let refusals = tally.refusals.joined(separator: "\n")
        #expect(names.count == 402)
        // libyaml does not read the rest: most are no YAML, and some are YAML 1.2 that it does not know.
        #expect(tally.files >= 273)
        #expect(tally.wrong.isEmpty, "\(tally.wrong)")
        #expect(tally.edited >= 480 && tally.editedShare >= 0.95, "\(tally)\n\(refusals)")
    }
}
