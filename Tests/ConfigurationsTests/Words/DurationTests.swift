import Foundation
import Testing

@testable import Configurations

@Suite("Durations")
struct DurationTests {
    @Test(
        "Units from the greatest to the smallest",
        arguments: [
            ("30s", 30), ("30m", 1800), ("2h", 7200), ("7d", 604_800), ("1h30m", 5400), ("1d2h3m4s", 93784), ("0s", 0),
            ("90m", 5400), ("007s", 7),
        ] as [(String, TimeInterval)])
    func accepted(text: String, seconds: TimeInterval) throws {
        #expect(try decode(duration(0...604_800), text).output == seconds)
    }

    @Test(
        "Anything else is refused",
        arguments: [
            "30", "s", "30 s", "1.5h", "-1s", "30m1h", "1h1h", "1w", "1H", "99999999999999999999d",
            "9223372036854775807d",
            "8d", "٣s", "1h30",
        ])
    func refused(text: String) throws {
        let (output, issues) = try decode(duration(0...604_800), "\"\(text)\"")
        #expect(output == nil)
        #expect(issues.count == 1)
    }
}
