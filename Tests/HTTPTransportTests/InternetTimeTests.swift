import Foundation
import HTTPTransport
import Testing

@Suite("Internet times")
struct InternetTimeTests {
    @Test(
        "reads RFC 3339",
        arguments: [
            ("1970-01-01T00:00:00Z", 0.0), ("2026-05-06T07:08:09Z", 1_778_051_289),
            ("2026-05-06t07:08:09.5z", 1_778_051_289.5),
            ("2026-05-06T07:08:09.123456789Z", 1_778_051_289.123456789), ("2026-05-06T09:38:09+02:30", 1_778_051_289),
            ("2026-05-06 02:08:09-05:00", 1_778_051_289), ("1969-12-31T23:59:59Z", -1),
            ("2024-02-29T00:00:00Z", 1_709_164_800),
        ])
    func reads(_ text: String, _ seconds: Double) throws {
        let date = try #require(InternetTime.parse(text))
        #expect(abs(date.timeIntervalSince1970 - seconds) < 0.000_01)
    }

    @Test(
        "refuses anything else, and Go's zero time",
        arguments: [
            "", "0001-01-01T00:00:00Z", "2026-05-06", "2026-05-06T07:08:09", "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-05-06T24:00:00Z", "2026-05-06T07:08:09.Z", "2026-05-06T07:08:09+2:00", "2026-05-06T07:08:09Zulu",
            "yesterday evening",
        ])
    func refuses(_ text: String) {
        #expect(InternetTime.parse(text) == nil)
    }
}
