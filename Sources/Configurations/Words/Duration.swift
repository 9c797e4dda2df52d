import Foundation

/// A span of time: `30s`, `30m`, `2h`, `7d`, or several units from the greatest to the smallest, `1h30m`.
func duration(_ range: ClosedRange<Int>) -> Value<TimeInterval> {
    let shape = TextShape(
        name: "a duration", example: "1h30m", pattern: "^(?=.)([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$")
    return text(shape) { (text: String, _) throws(Complaint) in
        guard let seconds = seconds(text) else {
            throw Complaint("\(quoted(text)) is not a duration; write 30s, 30m, 2h, 7d, or several as in 1h30m")
        }
        guard range.contains(seconds) else {
            throw Complaint(
                "\(quoted(text)) is out of range; from \(durationText(range.lowerBound)) to \(durationText(range.upperBound)) "
                    + "is possible")
        }
        return TimeInterval(seconds)
    }
}

private let units: [(letter: Character, seconds: Int)] = [("d", 86400), ("h", 3600), ("m", 60), ("s", 1)]

/// Nil for anything but numbers with units, each unit once and the greater before the smaller, and for what no `Int` holds.
private func seconds(_ text: String) -> Int? {
    var rest = text[...]
    var total = 0
    for unit in units {
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard rest[digits.endIndex...].first == unit.letter else { continue }
        guard let count = Int(digits) else { return nil }
        let (product, overflow) = count.multipliedReportingOverflow(by: unit.seconds)
        let (sum, overflows) = total.addingReportingOverflow(product)
        if overflow || overflows { return nil }
        total = sum
        rest = rest[digits.endIndex...].dropFirst()
    }
    return rest.isEmpty && !text.isEmpty ? total : nil
}

/// Seconds as the configuration writes them.
private func durationText(_ seconds: Int) -> String {
    var rest = seconds
    var text = ""
    for unit in units where rest >= unit.seconds {
        text += "\(rest / unit.seconds)\(unit.letter)"
        rest %= unit.seconds
    }
    return text.isEmpty ? "0s" : text
}
