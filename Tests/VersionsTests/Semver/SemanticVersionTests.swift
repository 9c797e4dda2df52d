import Testing
import Versions

@Suite("Semantic versions")
struct SemanticVersionTests {
    @Test("The parts of a version")
    func parts() throws {
        let version = try SemanticVersion("v01.22.333-rc.1-x.A+build.01")
        #expect((version.major, version.minor, version.patch) == (1, 22, 333))
        #expect(version.preRelease == "rc.1-x.A")
        #expect(version.statedNumbers == 3)
        #expect(try SemanticVersion("1.2-a").statedNumbers == 2)
        #expect(try SemanticVersion("18446744073709551615").major == .max)
    }

    @Test(
        "What is no version is refused with its reason",
        arguments: [
            ("", .notAVersion), ("v", .notAVersion), ("V1", .notAVersion), ("vv1", .notAVersion), ("1.", .notAVersion),
            ("1.2.", .notAVersion), ("1..2", .notAVersion), ("1.2.3.4", .notAVersion), ("1.2.x", .notAVersion),
            (" 1", .notAVersion), ("1\n", .notAVersion), ("-1", .notAVersion), ("1-", .notAVersion),
            ("1-a.", .notAVersion),
            ("1-a..b", .notAVersion), ("1+", .notAVersion), ("1+a_b", .notAVersion), ("1-é", .notAVersion),
            ("1+a+b", .notAVersion), ("18446744073709551616", .numberTooLarge),
            ("1.2.99999999999999999999", .numberTooLarge),
            ("1-01", .leadingZero), ("1.2.3-a.00", .leadingZero),
        ] as [(String, SemanticVersionFault)])
    func faults(text: String, fault: SemanticVersionFault) {
        #expect(throws: fault) { try SemanticVersion(text) }
    }
}
