/// HTTP's dates: `Sun, 06 Nov 1994 08:49:37 GMT` and the two obsolete formats that must still be read (RFC 9110,
/// 5.6.7).
package enum HTTPDate {
    /// Seconds since 1970; nil if `text` is in none of the formats.
    package static func parse(_ text: String) -> Int? {
        let words = text.split { $0 == " " || $0 == "," }.map(String.init)
        if words.count == 6, words[5] == "GMT" {
            return seconds(day: words[1], month: words[2], year: words[3], time: words[4])
        }
        if words.count == 4, words[3] == "GMT" {
            let date = words[1].split(separator: "-").map(String.init)
            guard date.count == 3, let year = Int(date[2]), (0..<100).contains(year) else { return nil }
            // RFC 850 has two digits: a year that would lie far ahead is meant to be in the past century.
            return seconds(
                day: date[0], month: date[1], year: String(year < 70 ? 2000 + year : 1900 + year), time: words[2])
        }
        if words.count == 5 {
            return seconds(day: words[2], month: words[1], year: words[4], time: words[3])
        }
        return nil
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func seconds(day: String, month: String, year: String, time: String) -> Int? {
        let clock = time.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
        guard let day = Int(day), let month = months.firstIndex(of: month), let year = Int(year), year >= 1970,
            let days = daysSince1970(year: year, month: month + 1, day: day), clock.count == 3,
            (0..<24).contains(clock[0]), (0..<60).contains(clock[1]), (0...60).contains(clock[2])
        else { return nil }
        return days * 86_400 + clock[0] * 3600 + clock[1] * 60 + clock[2]
    }

    /// The number of a day of the Gregorian calendar; nil if there is no such day in the years 1 to 9999.
    package static func daysSince1970(year: Int, month: Int, day: Int) -> Int? {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1 else { return nil }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        guard day <= (month == 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].contains(month) ? 30 : 31) else { return nil }
        // Counted in years that begin in March, so that the leap day comes last.
        let shifted = month > 2 ? year : year - 1
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        return 365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
    }
}
