@testable import Versions

/// One range and the versions to hold to it, as `Masterminds/main.go` reads them.
struct RangeQuestion: Codable, CustomStringConvertible {
    var range: String
    var versions: [String]

    var description: String { "\(range.debugDescription) with \(versions.map(\.debugDescription))" }

    /// This project's answer, in the form that `Masterminds/main.go` prints.
    var answer: String {
        let verdicts: String
        if let range = try? SemanticRange(range) {
            verdicts = String(
                versions.map { (text: String) -> Character in
                    guard let version = try? SemanticVersion(text) else { return "e" }
                    return range.admits(version) ? "1" : "0"
                })
        } else {
            verdicts = "error"
        }
        let orders = zip(versions, versions.dropFirst()).map { (before, text) -> Character in
            guard let before = try? SemanticVersion(before), let version = try? SemanticVersion(text) else {
                return "e"
            }
            return switch version.precedence(over: before) {
            case .lower: "<"
            case .equal: "="
            case .higher: ">"
            }
        }
        return verdicts + " " + String(orders)
    }
}

/// Makes questions: mostly well formed, near to each other so that the ends of ranges are hit, some broken at random.
struct RangeQuestionGenerator {
    var random: SeededGenerator

    mutating func question() -> RangeQuestion {
        RangeQuestion(range: range(), versions: (0..<8).map { _ in version() })
    }

    private mutating func range() -> String {
        let alternatives = (0..<random.pick([1, 1, 1, 2, 3])).map { _ in alternative() }
        let range = alternatives.joined(separator: random.pick([" || ", " || ", "||", " ||", "|| "]))
        return random.once(in: 6) ? broken(range) : range
    }

    private mutating func alternative() -> String {
        let comparators = (0..<random.pick([1, 1, 2, 3])).map { _ in
            if random.once(in: 6) {
                return bound() + random.pick([" - ", " - ", "  -  ", " -", "\t-\n"]) + bound()
            }
            let sign = random.pick(["", "=", "!=", ">", "<", ">=", "=>", "<=", "=<", "~", "~>", "^"])
            return sign + random.pick(["", "", "", " ", "  "]) + bound()
        }
        return comparators.joined(separator: random.pick([" ", ", ", ",", " , ", "  ", "\t"]))
    }

    private mutating func bound() -> String {
        let parts = (0..<random.pick([1, 2, 3, 3, 3])).map { _ in
            random.once(in: 7) ? random.pick(["x", "X", "*"]) : number()
        }
        return suffixed(random.pick(["", "", "", "v"]) + parts.joined(separator: "."))
    }

    private mutating func version() -> String {
        let parts = (0..<random.pick([1, 2, 3, 3, 3, 3])).map { _ in number() }
        let version = suffixed(random.pick(["", "", "v"]) + parts.joined(separator: "."))
        return random.once(in: 15) ? broken(version) : version
    }

    private mutating func number() -> String {
        if random.once(in: 60) {
            return random.pick(["18446744073709551615", "18446744073709551616", "007", "99999999999999999999999"])
        }
        return random.pick(["0", "0", "1", "1", "2", "3", "10"])
    }

    private mutating func suffixed(_ numbers: String) -> String {
        var text = numbers
        if random.once(in: 3) {
            let identifiers = (0..<random.pick([1, 1, 2, 3])).map { _ in
                random.pick([
                    "0", "1", "2", "10", "alpha", "beta", "rc", "rc1", "x", "-", "-1", "A", "a", "01", "00", "0a",
                    "18446744073709551615", "18446744073709551616", "99999999999999999999",
                ])
            }
            text += "-" + identifiers.joined(separator: ".")
        }
        return random.once(in: 10) ? text + "+" + random.pick(["1", "build.01", "a-b"]) : text
    }

    private mutating func broken(_ text: String) -> String {
        var characters = Array(text.unicodeScalars)
        let place = Int.random(in: 0...characters.count, using: &random)
        let scalar = random.pick(Array("0129xX*|.,-+ v=<>~^!\t\n\u{0B}\r\0éa".unicodeScalars))
        if place < characters.count, random.once(in: 2) {
            if random.once(in: 2) { characters[place] = scalar } else { characters.remove(at: place) }
        } else {
            characters.insert(scalar, at: place)
        }
        return characters.reduce(into: "") { $0.unicodeScalars.append($1) }
    }
}
