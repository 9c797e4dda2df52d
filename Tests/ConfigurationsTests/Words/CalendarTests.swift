import Foundation
import Promotion
import Testing

@testable import Configurations

@Suite("Days, times, dates and zones")
struct CalendarTests {
    @Test(
        "Days by name, range and list",
        arguments: [
            ("Mon-Fri", [1, 2, 3, 4, 5]), ("Mon,Wed", [1, 3]), ("monday, FRIDAY", [1, 5]), ("Fri-Mon", [1, 5, 6, 7]),
            ("Sun", [7]), ("Mon-Sun", [1, 2, 3, 4, 5, 6, 7]), ("Tue-Tue", [2]), ("Sat-sunday,Wed", [3, 6, 7]),
        ])
    func days(text: String, expected: [Int]) throws {
        #expect(try decode(weekdays, text).output?.map(\.rawValue).sorted() == expected)
    }

    @Test("What is no day is refused", arguments: ["Mo", "Mon-", "Mon-Tue-Wed", "Mon;Tue", "Mon,,Tue", "weekdays"])
    func noDays(text: String) throws { #expect(try decode(weekdays, "\"\(text)\"").output == nil) }

    @Test(
        "Times of day",
        arguments: [
            ("00:00", (0, 0)), ("09:05", (9, 5)), ("24:00", (24, 0)), ("24:01", nil), ("9:00", nil), ("12:60", nil),
        ]
            as [(String, (Int, Int)?)])
    func times(text: String, expected: (Int, Int)?) throws {
        let time = try decode(wallTime, text).output
        #expect(time?.hour == expected?.0 && time?.minute == expected?.1)
    }

    @Test(
        "Dates that the calendar has",
        arguments: [
            ("2028-02-29", true), ("2026-02-29", false), ("2000-02-29", true), ("2100-02-29", false),
            ("2026-12-31T24:00", true),
            ("2026-04-31", false), ("2026-1-01", false), ("2026-01-01T", false), ("2026-01-01 10:00", false),
            ("20260101", false),
        ])
    func dates(text: String, isDate: Bool) throws { #expect((try decode(wallDateTime, text).output != nil) == isDate) }

    @Test(
        "Zones are those of the IANA database",
        arguments: [
            ("Europe/Berlin", true), ("UTC", true), ("Etc/UTC", true), ("US/Pacific", true), ("Europe/Berln", false),
            ("GMT+2", false), ("CET", false), ("europe/berlin", false), ("../etc/passwd", false),
            ("/etc/localtime", false),
        ])
    func zones(text: String, isZone: Bool) throws { #expect((try decode(timeZone, text).output != nil) == isZone) }
}
