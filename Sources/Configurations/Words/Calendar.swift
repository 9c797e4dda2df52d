import Foundation
import Promotion

/// Days of the week: `Mon-Fri`, `Mon,Wed`, `saturday`; a range may go over the week's end.
let weekdays = text(
    TextShape(
        name: "days of the week", example: "Mon-Fri",
        pattern: "^[A-Za-z]+(-[A-Za-z]+)?(, ?[A-Za-z]+(-[A-Za-z]+)?)*$")
) { (text: String, _) throws(Complaint) in
    var days: Set<Weekday> = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
        let ends = part.trimmingCharacters(in: [" "]).split(separator: "-", omittingEmptySubsequences: false)
        guard (1...2).contains(ends.count) else {
            throw Complaint("\(quoted(text)) is not days of the week, such as Mon-Fri")
        }
        var day = try weekday(ends[0])
        let last = try weekday(ends[ends.count - 1])
        days.insert(day)
        while day != last {
            day = Weekday(rawValue: day.rawValue % 7 + 1) ?? .monday
            days.insert(day)
        }
    }
    return days
}

private func weekday(_ text: Substring) throws(Complaint) -> Weekday {
    let name = text.lowercased()
    for day in Weekday.allCases where name == "\(day)" || name == "\(day)".prefix(3) { return day }
    throw Complaint(
        "\(quoted(String(text))) is not a day; days are Mon, Tue, Wed, Thu, Fri, Sat and Sun, or their full names"
            + didYouMean(name, among: Weekday.allCases.map { "\($0)" }))
}

/// A time of day. `24:00` is the end of the day.
let wallTime = text(TextShape(name: "a time of day", example: "09:00", pattern: "^[0-2][0-9]:[0-5][0-9]$")) {
    (text: String, _) throws(Complaint) in
    guard let time = time(text[...]) else {
        throw Complaint("\(quoted(text)) is not a time of day, from 00:00 to 24:00, such as 09:00")
    }
    return time
}

/// A day, or a day and a time of day; a day alone stands for its start.
let wallDateTime = text(
    TextShape(
        name: "a date", example: "2026-12-20T18:00", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-2][0-9]:[0-5][0-9])?$")
) { (text: String, _) throws(Complaint) in
    let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
    let fields = parts[0].split(separator: "-", omittingEmptySubsequences: false)
    let midnight = WallTime(hour: 0, minute: 0)
    guard fields.count == 3, let year = digits(fields[0], 4), let month = digits(fields[1], 2),
        let day = digits(fields[2], 2),
        (1970...9999).contains(year), (1...12).contains(month), (1...daysIn(month: month, of: year)).contains(day),
        let time = parts.count == 2 ? time(parts[1]) : midnight
    else { throw Complaint("\(quoted(text)) is not a date, such as 2026-12-20 or 2026-12-20T18:00") }
    return WallDateTime(year: year, month: month, day: day, time: time)
}

/// A zone of the IANA time zone database.
///
/// Names that Foundation reads beside those of the database (`GMT+2`) are refused: their sign is read in two ways.
let timeZone = text(
    TextShape(name: "a time zone", example: "Europe/Berlin", pattern: "^(UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+)+)$")
) { (text: String, _) throws(Complaint) in
    let isSpelledLikeOne = text.contains("/") && !text.hasPrefix("/") && !text.contains("..")
    guard text == "UTC" || isSpelledLikeOne, let zone = TimeZone(identifier: text) else {
        throw Complaint(
            "\(quoted(text)) is not a zone of the IANA database, such as Europe/Berlin or UTC"
                + didYouMean(text, among: TimeZone.knownTimeZoneIdentifiers))
    }
    return zone
}

private func time(_ text: Substring) -> WallTime? {
    let fields = text.split(separator: ":", omittingEmptySubsequences: false)
    guard fields.count == 2, let hour = digits(fields[0], 2), let minute = digits(fields[1], 2) else { return nil }
    return WallTime(hour: hour, minute: minute)
}

private func digits(_ text: Substring, _ count: Int) -> Int? {
    text.utf8.count == count && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        ? Int(text) : nil
}

private func daysIn(month: Int, of year: Int) -> Int {
    switch month {
    case 4, 6, 9, 11: 30
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    default: 31
    }
}
