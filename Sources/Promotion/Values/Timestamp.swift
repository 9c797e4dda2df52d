package import Foundation

/// A moment as one canonical text: RFC 3339 in UTC with seven digits of a second, `2026-11-24T09:05:30.2500000Z`.
///
/// One moment has one text, and it sorts as time does. Seven digits (100 ns) are what a `Date` of this century can tell
/// apart, so that date → text → date is the identity from 2018 on.
package struct Timestamp: Sendable, Hashable, CustomStringConvertible {
    package let date: Date

    /// Years 0 to 9999; dates beyond are moved to the nearest end.
    package init(_ date: Date) { self.date = date }

    /// Reads exactly what `description` writes; nil for anything else.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        let pattern = Array("0000-00-00T00:00:00.0000000Z".utf8)
        let zero = UInt8(ascii: "0")
        guard bytes.count == pattern.count,
            zip(bytes, pattern).allSatisfy({ $1 == zero ? ($0 >= zero && $0 <= zero + 9) : $0 == $1 })
        else { return nil }
        func number(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 * 10 + Int($1 - zero) } }
        let days = Self.days(year: number(0..<4), month: number(5..<7), day: number(8..<10))
        let seconds = days * 86_400 + number(11..<13) * 3600 + number(14..<16) * 60 + number(17..<19)
        date = Date(timeIntervalSinceReferenceDate: Double(seconds) + Double(number(20..<27)) / 1e7)
        guard description == text else { return nil }
    }

    package var description: String {
        let interval = min(max(date.timeIntervalSinceReferenceDate, Self.earliest), Self.latest)
        var whole = Int(interval.rounded(.down))
        var ticks = Int(((interval - Double(whole)) * 1e7).rounded())
        if ticks == 10_000_000 {
            whole += 1
            ticks = 0
        }
        let days = Int((Double(whole) / 86_400).rounded(.down))
        let second = whole - days * 86_400
        let (year, month, day) = Self.civil(days)
        func padded(_ number: Int, _ width: Int) -> String {
            let digits = String(number)
            return String(repeating: "0", count: max(0, width - digits.count)) + digits
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))T\(padded(second / 3600, 2)):"
            + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2)).\(padded(ticks, 7))Z"
    }

    /// 0000-01-01T00:00:00Z and the last whole second of 9999, from 2001-01-01.
    private static let earliest = Double(days(year: 0, month: 1, day: 1) * 86_400)
    private static let latest = Double(days(year: 10_000, month: 1, day: 1) * 86_400 - 1)

    /// Days from 1970-01-01 to 2001-01-01, where Foundation counts from.
    private static let referenceDay = 11_323

    /// Days from 2001-01-01 in the Gregorian calendar (Howard Hinnant, "chrono-compatible low-level date algorithms",
    /// `days_from_civil`): years start in March, so that the leap day is the last one.
    static func days(year: Int, month: Int, day: Int) -> Int {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468 - referenceDay
    }

    /// The inverse of `days` (`civil_from_days`).
    private static func civil(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + referenceDay + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch + (monthFromMarch < 10 ? 3 : -9)
        return (
            yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        )
    }
}
