import Foundation
import HTTPTransport

extension HTTPResponse {
    /// Seconds that the server asks to wait (RFC 9110, 10.2.3), at most a day; nil where it does not say.
    ///
    /// A date is read against the answer's own `Date`, so that a clock that is wrong here does not matter.
    var retryAfter: TimeInterval? {
        guard let text = headers["Retry-After"] else { return nil }
        if let seconds = UInt32(text) { return min(TimeInterval(seconds), 86_400) }
        guard let until = Self.date(text), let sent = headers["Date"].flatMap(Self.date) else { return nil }
        return min(max(0, until.timeIntervalSince(sent)), 86_400)
    }

    /// `Sun, 06 Nov 1994 08:49:37 GMT`, the one form of RFC 9110, 5.6.7 that is still written.
    private static func date(_ text: String) -> Date? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "GMT")
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.date(from: text)
    }
}
