package import Foundation

extension PromotionWindow {
    /// The stretch of this window that holds `now`, or else the next one; nil if none begins within a year.
    package func interval(atOrAfter now: Date) -> DateInterval? {
        let today = timeZone.localDay(of: now)
        // One that began yesterday may still be open: start a day early.
        for day in (today - 1)..<(today + 369) where days.contains(Weekday(day: day)) {
            let start = timeZone.instant(of: from, onDay: day)
            let end = timeZone.instant(of: until, onDay: until <= from ? day + 1 : day)
            // One that a clock change skips whole has no length.
            if end > now, end > start { return DateInterval(start: start, end: end) }
        }
        return nil
    }
}

extension FreezePeriod {
    /// The instants in which nothing is sent: `start` belongs to it, `end` does not. Nil where it ends before it starts.
    package var interval: DateInterval? {
        let start = instant(of: from)
        let end = instant(of: until)
        return start < end ? DateInterval(start: start, end: end) : nil
    }

    private func instant(of moment: WallDateTime) -> Date {
        let day = Timestamp.days(year: moment.year, month: moment.month, day: moment.day)
        return timeZone.instant(of: moment.time, onDay: day)
    }
}

extension DateInterval {
    /// Half-open: the end does not belong to it.
    package func holds(_ date: Date) -> Bool { start <= date && date < end }
}

extension Weekday {
    /// Of a day counted from 2001-01-01, a Monday.
    fileprivate init(day: Int) { self = Weekday(rawValue: ((day % 7) + 7) % 7 + 1) ?? .monday }
}

/// Days are counted from 2001-01-01 in the zone's own calendar, where Foundation's dates count from in UTC.
extension TimeZone {
    fileprivate func localDay(of date: Date) -> Int {
        let local = date.timeIntervalSinceReferenceDate + Double(secondsFromGMT(for: date))
        return Int((local / 86_400).rounded(.down))
    }

    /// A wall-clock time on a day. One that a clock change skips is the first instant after the gap; one that a change
    /// repeats is its first occurrence.
    fileprivate func instant(of time: WallTime, onDay day: Int) -> Date {
        let local = day * 86_400 + time.hour * 3600 + time.minute * 60
        // No zone is a whole day away from UTC, so that these lie before and after any change around the time.
        let (before, after) = (offset(at: local - 86_400), offset(at: local + 86_400))
        let found = [local - before, local - after].filter { $0 + offset(at: $0) == local }.min()
        return Date(timeIntervalSinceReferenceDate: Double(found ?? change(between: local - 86_400, local + 86_400)))
    }

    /// The first second of the offset that holds at `end`, where another one holds at `start`.
    private func change(between start: Int, _ end: Int) -> Int {
        var (old, new) = (start, end)
        while new - old > 1 {
            let middle = (old + new) / 2
            if offset(at: middle) == offset(at: end) { new = middle } else { old = middle }
        }
        return new
    }

    private func offset(at second: Int) -> Int {
        secondsFromGMT(for: Date(timeIntervalSinceReferenceDate: Double(second)))
    }
}
