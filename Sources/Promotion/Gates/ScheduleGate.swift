package import Foundation

extension PromotionWindow {
    /// The stretch of this window that holds `now`, or else the next one; nil if none begins within a year.
    package func interval(atOrAfter now: Date) -> DateInterval? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        // One that began yesterday may still be open: start a day early.
        guard var day = calendar.date(byAdding: .day, value: -1, to: calendar.startOfDay(for: now)) else { return nil }
        for _ in 0..<370 {
            if days.contains(Weekday(date: day, in: calendar)),
                let start = calendar.instant(of: from, on: day),
                let end = endOfWindow(startingOn: day, in: calendar), end > now, end > start
            {
                return DateInterval(start: start, end: end)
            }
            guard let next = calendar.date(byAdding: .day, value: 1, to: day) else { return nil }
            day = next
        }
        return nil
    }

    private func endOfWindow(startingOn day: Date, in calendar: Calendar) -> Date? {
        guard until <= from else { return calendar.instant(of: until, on: day) }
        return calendar.date(byAdding: .day, value: 1, to: day).flatMap { calendar.instant(of: until, on: $0) }
    }
}

extension FreezePeriod {
    /// The instants in which nothing is sent: `start` belongs to it, `end` does not.
    package var interval: DateInterval? {
        guard let start = instant(of: from), let end = instant(of: until), start < end else { return nil }
        return DateInterval(start: start, end: end)
    }

    private func instant(of moment: WallDateTime) -> Date? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let components = DateComponents(year: moment.year, month: moment.month, day: moment.day)
        return calendar.date(from: components).flatMap { calendar.instant(of: moment.time, on: $0) }
    }
}

extension DateInterval {
    /// Half-open: the end does not belong to it.
    package func holds(_ date: Date) -> Bool { start <= date && date < end }
}

extension Weekday {
    fileprivate init(date: Date, in calendar: Calendar) {
        // Foundation counts from Sunday = 1.
        let number = calendar.component(.weekday, from: date)
        self = Weekday(rawValue: number == 1 ? 7 : number - 1) ?? .monday
    }
}

extension Calendar {
    /// A wall-clock time on a day. One that a clock change skips is the first instant after the gap; one that a change
    /// repeats is its first occurrence.
    fileprivate func instant(of time: WallTime, on day: Date) -> Date? {
        if time.hour == 24 { return date(byAdding: .day, value: 1, to: startOfDay(for: day)) }
        if time.hour == 0, time.minute == 0 { return startOfDay(for: day) }
        // The search begins just before the day, since it looks strictly after its start.
        return date(
            bySettingHour: time.hour, minute: time.minute, second: 0, of: startOfDay(for: day),
            matchingPolicy: .nextTime, repeatedTimePolicy: .first, direction: .forward)
    }
}
