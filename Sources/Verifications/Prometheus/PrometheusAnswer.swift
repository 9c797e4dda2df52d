import Foundation

/// What Prometheus answers to a query: values of series, or why there are none.
struct PrometheusAnswer: Decodable {
    struct Sample: Equatable {
        /// `code="500", job="api"`; empty for a number without a series.
        var series: String
        var value: Double
    }

    let samples: [Sample]?
    let error: String?

    init(from decoder: any Decoder) throws {
        let answer = try decoder.container(keyedBy: Key.self)
        guard try answer.decode(String.self, forKey: .status) == "success" else {
            error = try answer.decodeIfPresent(String.self, forKey: .error) ?? "no reason given"
            samples = nil
            return
        }
        error = nil
        let data = try answer.nestedContainer(keyedBy: Key.self, forKey: .data)
        switch try data.decode(String.self, forKey: .resultType) {
        case "vector", "matrix":
            samples = try data.decode([Series].self, forKey: .result).flatMap { series in
                ((series.value.map { [$0] } ?? []) + (series.values ?? [])).map {
                    Sample(series: series.name, value: $0.number)
                }
            }
        case "scalar": samples = [Sample(series: "", value: try data.decode(Point.self, forKey: .result).number)]
        default: samples = []
        }
    }

    private enum Key: CodingKey { case status, error, data, resultType, result }

    private struct Series: Decodable {
        let metric: [String: String]
        let value: Point?
        let values: [Point]?

        /// The labels that tell it from others.
        var name: String {
            metric.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }.joined(separator: ", ")
        }
    }

    /// `[1795510800.123, "0.5"]`: a time, and a number as text, which may be `NaN` or `+Inf`.
    private struct Point: Decodable {
        let number: Double

        init(from decoder: any Decoder) throws {
            var pair = try decoder.unkeyedContainer()
            _ = try pair.decode(Double.self)
            number = Double(try pair.decode(String.self)) ?? .nan
        }
    }
}
