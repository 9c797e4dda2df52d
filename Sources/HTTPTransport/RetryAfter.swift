package import Foundation

/// How long a server asks to be left alone (RFC 9110, 10.2.3).
package enum RetryAfter {
    /// The pause that the field's value asks for: seconds, or a date in one of HTTP's three formats compared with
    /// `now`, which counts seconds since 1970. Nil if it is neither. Never negative, and never above a day.
    package static func parse(_ value: String, now: Int) -> Duration? {
        let text = value.filter { $0 != "," }
        let seconds: Int
        if !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            seconds = Int(text) ?? .max
        } else if let date = HTTPDate.parse(value) {
            seconds = date - now
        } else {
            return nil
        }
        return .seconds(min(max(0, seconds), 86_400))
    }
}

extension HTTPResponse {
    /// Seconds that the server asks to be left alone; nil where it does not say.
    package func retryAfter(at now: Date) -> TimeInterval? {
        headers["Retry-After"].flatMap { RetryAfter.parse($0, now: Int(now.timeIntervalSince1970)) }
            .map { $0 / .seconds(1) }
    }
}
