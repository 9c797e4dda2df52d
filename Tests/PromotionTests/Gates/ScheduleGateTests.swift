import Foundation
import Promotion
import Testing

@Suite("Windows and freezes")
struct ScheduleGateTests {
    /// `window` is `DAYS FROM-UNTIL`; the days are digits, Monday is 1. `now` and the answer are in UTC.
    struct Case: Sendable, CustomTestStringConvertible {
        let zone: String
        let window: String
        let now: String
        let expected: String

        init(_ zone: String, _ window: String, at now: String, _ expected: String) {
            (self.zone, self.window, self.now, self.expected) = (zone, window, now, expected)
        }

        var testDescription: String { "\(zone) \(window) at \(now)" }
    }

    @Test(
        "A window is open, or opens next, as people read their clocks",
        arguments: [
            // Half-open.
            Case("UTC", "12345 09:00-16:00", at: "2026-11-24 08:59", "2026-11-24 09:00/2026-11-24 16:00"),
            Case("UTC", "12345 09:00-16:00", at: "2026-11-24 09:00", "2026-11-24 09:00/2026-11-24 16:00"),
            Case("UTC", "12345 09:00-16:00", at: "2026-11-24 15:59", "2026-11-24 09:00/2026-11-24 16:00"),
            Case("UTC", "12345 09:00-16:00", at: "2026-11-24 16:00", "2026-11-25 09:00/2026-11-25 16:00"),
            Case("UTC", "12345 09:00-16:00", at: "2026-11-27 16:00", "2026-11-30 09:00/2026-11-30 16:00"),
            // Over midnight: it belongs to the day on which it starts.
            Case("UTC", "5 22:00-04:00", at: "2026-11-28 03:59", "2026-11-27 22:00/2026-11-28 04:00"),
            Case("UTC", "5 22:00-04:00", at: "2026-11-28 04:00", "2026-12-04 22:00/2026-12-05 04:00"),
            Case("UTC", "6 22:00-04:00", at: "2026-11-28 03:00", "2026-11-28 22:00/2026-11-29 04:00"),
            Case("UTC", "1234567 08:00-08:00", at: "2026-11-28 07:00", "2026-11-27 08:00/2026-11-28 08:00"),
            // The end of the day.
            Case("UTC", "2 00:00-24:00", at: "2026-11-24 23:59", "2026-11-24 00:00/2026-11-25 00:00"),
            Case("UTC", "2 20:00-24:00", at: "2026-11-25 00:00", "2026-12-01 20:00/2026-12-02 00:00"),
            // Berlin: 02:00 is skipped on 28 March 2027, and 02:00 to 03:00 comes twice on 25 October 2026.
            Case("Europe/Berlin", "1234567 09:00-16:00", at: "2027-03-27 12:00", "2027-03-27 08:00/2027-03-27 15:00"),
            Case("Europe/Berlin", "1234567 09:00-16:00", at: "2027-03-28 12:00", "2027-03-28 07:00/2027-03-28 14:00"),
            Case("Europe/Berlin", "7 02:30-05:00", at: "2027-03-28 00:00", "2027-03-28 01:00/2027-03-28 03:00"),
            Case("Europe/Berlin", "7 01:00-02:30", at: "2027-03-28 00:30", "2027-03-28 00:00/2027-03-28 01:00"),
            Case("Europe/Berlin", "7 02:10-02:50", at: "2027-03-28 00:00", "2027-04-04 00:10/2027-04-04 00:50"),
            Case("Europe/Berlin", "6 22:00-04:00", at: "2027-03-28 00:30", "2027-03-27 21:00/2027-03-28 02:00"),
            Case("Europe/Berlin", "7 02:30-05:00", at: "2026-10-25 01:00", "2026-10-25 00:30/2026-10-25 04:00"),
            Case("Europe/Berlin", "7 01:00-02:30", at: "2026-10-25 00:29", "2026-10-24 23:00/2026-10-25 00:30"),
            Case("Europe/Berlin", "6 22:00-04:00", at: "2026-10-25 02:59", "2026-10-24 20:00/2026-10-25 03:00"),
            Case("Europe/Berlin", "7 00:00-24:00", at: "2026-10-25 22:59", "2026-10-24 22:00/2026-10-25 23:00"),
            // New York: 02:00 is skipped on 14 March 2027, and 01:00 to 02:00 comes twice on 1 November 2026.
            Case("America/New_York", "7 02:30-04:00", at: "2027-03-14 06:00", "2027-03-14 07:00/2027-03-14 08:00"),
            Case("America/New_York", "7 01:30-02:30", at: "2026-11-01 06:00", "2026-11-01 05:30/2026-11-01 07:30"),
            Case("America/New_York", "6 20:00-03:00", at: "2026-11-01 07:59", "2026-11-01 00:00/2026-11-01 08:00"),
            Case("America/New_York", "12345 09:00-17:00", at: "2026-11-02 13:59", "2026-11-02 14:00/2026-11-02 22:00"),
            // Midnight itself is skipped in Santiago on 5 September 2027.
            Case("America/Santiago", "7 00:00-02:00", at: "2027-09-05 03:00", "2027-09-05 04:00/2027-09-05 05:00"),
            // Half an hour of daylight saving on Lord Howe Island.
            Case("Australia/Lord_Howe", "7 02:15-04:00", at: "2026-10-03 15:00", "2026-10-03 15:30/2026-10-03 17:00"),
        ])
    func windows(_ example: Case) throws {
        let window = try Self.window(example.window, in: example.zone)
        let interval = try #require(window.interval(atOrAfter: Self.date(example.now)))
        #expect("\(Self.text(interval.start))/\(Self.text(interval.end))" == example.expected)
    }

    @Test("A window without days never opens")
    func never() throws {
        let window = try Self.window(" 09:00-16:00", in: "UTC")
        #expect(window.interval(atOrAfter: Self.date("2026-11-24 09:00")) == nil)
    }

    @Test(
        "A freeze holds from its first moment to just before its last, across clock changes",
        arguments: [
            ("Europe/Berlin", "2026-12-20 00:00", "2027-01-03 00:00", "2026-12-19 23:00/2027-01-02 23:00"),
            ("Europe/Berlin", "2027-03-28 02:30", "2027-03-29 00:00", "2027-03-28 01:00/2027-03-28 22:00"),
            ("Europe/Berlin", "2026-10-25 02:30", "2026-10-25 24:00", "2026-10-25 00:30/2026-10-25 23:00"),
            ("America/New_York", "2026-10-30 18:00", "2026-11-02 08:00", "2026-10-30 22:00/2026-11-02 13:00"),
        ])
    func freezes(_ zone: String, _ from: String, _ until: String, _ expected: String) throws {
        let freeze = FreezePeriod(
            from: try Self.wall(from), until: try Self.wall(until),
            timeZone: try #require(TimeZone(identifier: zone)))
        let interval = try #require(freeze.interval)
        #expect("\(Self.text(interval.start))/\(Self.text(interval.end))" == expected)
        #expect(interval.holds(interval.start))
        #expect(!interval.holds(interval.end))
        #expect(!interval.holds(interval.start.addingTimeInterval(-1)))
    }

    @Test("A freeze that ends before it starts freezes nothing")
    func backwards() throws {
        let zone = try #require(TimeZone(identifier: "UTC"))
        let freeze = FreezePeriod(
            from: try Self.wall("2026-12-20 00:00"), until: try Self.wall("2026-12-20 00:00"), timeZone: zone)
        #expect(freeze.interval == nil)
    }

    @Test("At every minute of a year a window is open, or opens later; never is it over")
    func always() throws {
        for zone in ["Europe/Berlin", "America/New_York", "Pacific/Apia"] {
            let windows = try ["1234567 02:30-03:30", "17 22:00-02:15", "6 00:00-24:00"].map {
                try Self.window($0, in: zone)
            }
            var now = Self.date("2026-10-20 00:00")
            for _ in 0..<400 {
                now += 7 * 3600 + 13 * 60
                for window in windows {
                    let interval = try #require(window.interval(atOrAfter: now))
                    #expect(interval.end > now)
                    #expect(interval.duration > 0 && interval.duration <= 25 * 3600)
                    // What it says at its start is the same.
                    #expect(window.interval(atOrAfter: interval.start) == interval)
                }
            }
        }
    }

    // MARK: Reading the cases

    static func date(_ text: String) -> Date {
        Timestamp(text.replacingOccurrences(of: " ", with: "T") + ":00.0000000Z")?.date ?? .distantPast
    }

    static func text(_ date: Date) -> String {
        Timestamp(date).description.prefix(16).replacingOccurrences(of: "T", with: " ")
    }

    static func window(_ text: String, in zone: String) throws -> PromotionWindow {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false)
        let times = parts[1].split(separator: "-").map(String.init)
        return PromotionWindow(
            days: Set(parts[0].compactMap { $0.wholeNumberValue.flatMap(Weekday.init(rawValue:)) }),
            from: try time(times[0]), until: try time(times[1]), timeZone: try #require(TimeZone(identifier: zone)))
    }

    static func time(_ text: String) throws -> WallTime {
        let numbers = text.split(separator: ":").compactMap { Int($0) }
        return try #require(WallTime(hour: numbers[0], minute: numbers[1]))
    }

    static func wall(_ text: String) throws -> WallDateTime {
        let parts = text.split(separator: " ").map(String.init)
        let numbers = parts[0].split(separator: "-").compactMap { Int($0) }
        return WallDateTime(year: numbers[0], month: numbers[1], day: numbers[2], time: try time(parts[1]))
    }
}
