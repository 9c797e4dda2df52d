import Answers
import Foundation
import HTTPTransport
import Promotion
import Secrets

/// One query in PromQL, at one moment or over a time: every value of every series must be within the threshold.
///
/// The HTTP API of Prometheus (prometheus.io/docs/prometheus/latest/querying/api). A server that cannot be asked, and a
/// query that finds nothing, say nothing of the release.
struct PrometheusMeasurement: Sendable {
    private let definition: PrometheusVerification
    private let secrets: any SecretReader
    private let http: any HTTPSending

    init(_ definition: PrometheusVerification, _ secrets: any SecretReader, _ http: any HTTPSending) {
        self.definition = definition
        self.secrets = secrets
        self.http = http
    }

    func measure(_ request: MeasurementRequest) async -> MeasurementOutcome {
        let response: HTTPResponse
        do throws(Problem) {
            let query = try self.query(request)
            do throws(HTTPFailure) {
                response = try await http.send(query)
            } catch {
                return .inconclusive("\(error)")
            }
        } catch {
            return .inconclusive(error.summary)
        }
        let answer = try? JSONDecoder().decode(PrometheusAnswer.self, from: Data(response.body))
        if let error = answer?.error { return .inconclusive("Prometheus refuses the query: \(error)") }
        guard response.isSuccess, let samples = answer?.samples else {
            return .inconclusive(
                "\(printableURL(definition.url)) answered \(response.status), and not as Prometheus does")
        }
        return judge(samples)
    }

    /// The worst is told: the first value that is not within the threshold.
    private func judge(_ samples: [PrometheusAnswer.Sample]) -> MeasurementOutcome {
        let numbers = samples.filter { !$0.value.isNaN }
        guard let last = numbers.last else { return .inconclusive("the query found no value") }
        let threshold = definition.threshold
        if let bad = numbers.first(where: { !threshold.holds($0.value) }) {
            let name = bad.series.isEmpty ? "" : " (\(bad.series))"
            return .failed("\(bad.value.plain) is not \(threshold)\(name)")
        }
        return .passed("\(last.value.plain) is \(threshold)")
    }

    /// As a form, so that no length of URL limits the query.
    private func query(_ request: MeasurementRequest) throws(Problem) -> HTTPRequest {
        var form = [("query", try request.render(definition.query, escaping: \.escapedInPromQL))]
        var path = "/api/v1/query"
        let now = request.now.timeIntervalSince1970
        if let over = definition.over {
            path = "/api/v1/query_range"
            let start = max(request.liveSince.timeIntervalSince1970, now - over)
            form += [("start", "\(start)"), ("end", "\(now)"), ("step", "\(max(1, over / 100))")]
        } else {
            form.append(("time", "\(now)"))
        }
        let base = definition.url.hasSuffix("/") ? String(definition.url.dropLast()) : definition.url
        var query = try HTTPQuestion(
            url: base + path, token: definition.token, caFile: definition.caFile, deadline: definition.deadline
        ).request(secrets)
        query.method = "POST"
        query.headers["Content-Type"] = "application/x-www-form-urlencoded"
        query.body = Array(form.map { "\($0.0)=\($0.1.percentEncoded)" }.joined(separator: "&").utf8)
        return query
    }
}
