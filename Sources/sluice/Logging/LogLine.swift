import Foundation
import Logging

/// One message on its way out, as text or as JSON.
struct LogLine: Sendable {
    let date: Date
    let level: Logger.Level
    let message: String
    let metadata: Logger.Metadata

    /// For people: `12:04:05 INFO  promoted: … stage=dev`.
    var text: String {
        let time = Self.clock.format(date)
        let level = level.rawValue.uppercased()
        let padded = level + String(repeating: " ", count: max(0, 7 - level.count))
        let pairs = metadata.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.flat($0.value))" }
        return ([time, padded, printable(message, keepingLines: true)] + pairs.map { printable($0) })
            .joined(separator: " ")
    }

    /// For programs: one object a line, with `time`, `level`, `message` and what else there is.
    var json: String {
        var fields = metadata.mapValues(Self.flat)
        // What a caller calls by one of the three names gives way.
        fields["time"] = Self.stamp.format(date)
        fields["level"] = level.rawValue
        fields["message"] = message
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(fields) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }

    private static func flat(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): text
        case .stringConvertible(let value): value.description
        case .array(let values): values.map(flat).joined(separator: ",")
        case .dictionary(let values):
            values.sorted { $0.key < $1.key }.map { "\($0.key)=\(flat($0.value))" }.joined(separator: ",")
        }
    }

    private static let stamp = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
    private static let clock = Date.ISO8601FormatStyle(timeZone: .gmt).time(includingFractionalSeconds: false)
}
