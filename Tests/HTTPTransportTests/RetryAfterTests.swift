import HTTPTransport
import Testing

@Suite("Retry-After")
struct RetryAfterTests {
    /// 1994-11-06 08:49:37 UTC, the date of RFC 9110's examples.
    static let example = 784_111_777

    @Test(
        "reads seconds and all three date formats",
        arguments: [
            ("0", 0), ("120", 120), ("86401", 86_400), ("99999999999999999999", 86_400),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 60), ("Sunday, 06-Nov-94 08:49:37 GMT", 60),
            ("Sun Nov  6 08:49:37 1994", 60), ("Sun, 06 Nov 1994 08:40:00 GMT", 0),
            ("Wed, 06 Nov 2030 08:49:37 GMT", 86_400),
        ])
    func reads(_ value: String, _ seconds: Int) {
        #expect(RetryAfter.parse(value, now: Self.example - 60) == .seconds(seconds))
    }

    @Test(
        "refuses anything else",
        arguments: [
            "", "-1", "1.5", "soon", "12 s", "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 32 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:49:37 GMT", "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994",
            "Sun, 06 Foo 1994 08:49:37 GMT",
        ])
    func refuses(_ value: String) {
        #expect(RetryAfter.parse(value, now: 0) == nil)
    }

    @Test(
        "counts days through leap years",
        arguments: [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
            ("Fri, 01 Mar 2024 00:00:00 GMT", 1_709_251_200), ("Thu, 31 Dec 2026 23:59:59 GMT", 1_798_761_599),
        ])
    func dates(_ text: String, _ seconds: Int) {
        #expect(HTTPDate.parse(text) == seconds)
    }
}
