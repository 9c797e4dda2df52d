package import Foundation

/// A weekly window in which promotions may be sent, in a zone's wall-clock time.
///
/// Half-open: `from` belongs to it, `until` does not. One whose `until` is not after its `from` ends on the next day
/// (`22:00` to `04:00`); it belongs to the day on which it starts.
package struct PromotionWindow: Sendable, Hashable {
    package var days: Set<Weekday>
    package var from: WallTime
    package var until: WallTime
    package var timeZone: TimeZone

    package init(days: Set<Weekday>, from: WallTime, until: WallTime, timeZone: TimeZone) {
        self.days = days
        self.from = from
        self.until = until
        self.timeZone = timeZone
    }
}

/// A time in which nothing is sent. Half-open: `from` belongs to it, `until` does not.
package struct FreezePeriod: Sendable, Hashable {
    package var from: WallDateTime
    package var until: WallDateTime
    package var timeZone: TimeZone
    package var reason: String?

    package init(from: WallDateTime, until: WallDateTime, timeZone: TimeZone, reason: String? = nil) {
        self.from = from
        self.until = until
        self.timeZone = timeZone
        self.reason = reason
    }
}

/// ISO 8601's numbering: Monday is 1.
package enum Weekday: Int, Sendable, Hashable, CaseIterable {
    case monday = 1
    case tuesday, wednesday, thursday, friday, saturday, sunday
}

/// A time of day, `09:00`; `24:00` is the end of the day.
package struct WallTime: Sendable, Hashable, Comparable {
    package var hour: Int
    package var minute: Int

    /// Nil unless `hour` is 0…23 and `minute` 0…59, or the time is 24:00.
    package init?(hour: Int, minute: Int) {
        guard (0...23).contains(hour) && (0...59).contains(minute) || hour == 24 && minute == 0 else { return nil }
        self.hour = hour
        self.minute = minute
    }

    package static func < (a: WallTime, b: WallTime) -> Bool { (a.hour, a.minute) < (b.hour, b.minute) }
}

/// A date and a time of day without a zone, `2026-12-20T18:00`.
package struct WallDateTime: Sendable, Hashable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var time: WallTime

    package init(year: Int, month: Int, day: Int, time: WallTime) {
        self.year = year
        self.month = month
        self.day = day
        self.time = time
    }
}
