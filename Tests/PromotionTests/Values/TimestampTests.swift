import Foundation
import PortsTestKit
import Promotion
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(
        "have one text",
        arguments: [
            (0.0, "1970-01-01T00:00:00.0000000Z"), (1_795_521_600.25, "2026-11-24T12:00:00.2500000Z"),
            (951_782_399.5, "2000-02-28T23:59:59.5000000Z"), (951_868_799, "2000-02-29T23:59:59.0000000Z"),
            (951_868_800, "2000-03-01T00:00:00.0000000Z"), (-0.5, "1969-12-31T23:59:59.5000000Z"),
            (4_107_542_400, "2100-03-01T00:00:00.0000000Z"), (1_795_521_599.999_999_99, "2026-11-24T12:00:00.0000000Z"),
            (-62_135_596_800, "0001-01-01T00:00:00.0000000Z"), (253_402_300_799, "9999-12-31T23:59:59.0000000Z"),
        ])
    func text(seconds: TimeInterval, text: String) {
        let date = Date(timeIntervalSince1970: seconds)
        #expect(Timestamp(date).description == text)
        #expect(Timestamp(text).map { abs($0.date.timeIntervalSince(date)) < 1e-6 } == true)
    }

    @Test("agree with Foundation's calendar, survive the round trip and sort as time does")
    func property() throws {
        var generator = SeededGenerator(seed: 20_261_124)
        let calendar = Date.ISO8601FormatStyle(timeZone: .gmt)
        var texts: [(Date, String)] = []
        for _ in 0..<20_000 {
            // 2018 to 2068, where a Date tells 100 ns apart.
            let date = Date(timeIntervalSinceReferenceDate: .random(in: 536_870_912..<2_147_483_648, using: &generator))
            let text = Timestamp(date).description
            #expect(Timestamp(text)?.date == date)
            let second = Date(timeIntervalSinceReferenceDate: date.timeIntervalSinceReferenceDate.rounded(.down))
            #expect(text.prefix(19) == second.formatted(calendar).prefix(19))
            texts.append((date, text))
        }
        #expect(texts.sorted { $0.0 < $1.0 }.map(\.1) == texts.map(\.1).sorted())
    }

    @Test("dates beyond the calendar move to its nearest end", arguments: [Date.distantFuture, .distantPast])
    func ends(date: Date) {
        #expect(Timestamp(Timestamp(date).description) != nil)
        let far = Date(timeIntervalSinceReferenceDate: date == .distantFuture ? .infinity : -.infinity)
        #expect(Timestamp(far).description.hasPrefix(date == .distantFuture ? "9999-12-31" : "0000-01-01"))
    }

    @Test(
        "any other text is refused",
        arguments: [
            "", "2026-11-24T12:00:00Z", "2026-11-24T12:00:00.250Z", "2026-11-24 12:00:00.2500000Z",
            "2026-11-24T12:00:00.2500000+", "2026-13-01T00:00:00.0000000Z", "2026-02-30T00:00:00.0000000Z",
            "2026-11-24T24:00:00.0000000Z", "2026-11-24T12:60:00.0000000Z", "２026-11-24T12:00:00.0000000Z",
        ])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }
}
