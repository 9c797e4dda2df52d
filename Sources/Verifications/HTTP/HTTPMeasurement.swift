import Answers
import Foundation
import HTTPTransport
import Promotion
import Secrets

/// One GET: its status, and what its JSON holds.
///
/// No answer is a failure, for whoever should answer is what is tested; what keeps Sluice from asking is not.
struct HTTPMeasurement: Sendable {
    private let definition: HTTPVerification
    private let secrets: any SecretReader
    private let http: any HTTPSending

    init(_ definition: HTTPVerification, _ secrets: any SecretReader, _ http: any HTTPSending) {
        self.definition = definition
        self.secrets = secrets
        self.http = http
    }

    func measure(_ request: MeasurementRequest) async -> MeasurementOutcome {
        let question: HTTPRequest
        let wanted: [[String]]
        do throws(Problem) {
            question = try HTTPQuestion(
                url: try request.render(definition.url, escaping: \.percentEncoded), token: definition.token,
                caFile: definition.caFile, deadline: definition.deadline
            ).request(secrets)
            var texts: [[String]] = []
            for expectation in definition.expectations {
                var values: [String] = []
                for value in expectation.values { values.append(try request.render(value)) }
                texts.append(values)
            }
            wanted = texts
        } catch {
            return .inconclusive(error.summary)
        }
        let response: HTTPResponse
        do throws(HTTPFailure) {
            response = try await http.send(question)
        } catch {
            if case .invalidRequest = error.reason { return .inconclusive("\(error)") }
            return .failed("\(error)")
        }
        let isWanted = definition.statuses.isEmpty ? response.isSuccess : definition.statuses.contains(response.status)
        guard isWanted else {
            let statuses = definition.statuses.map(String.init).joined(separator: " or ")
            return .failed("status \(response.status) is not \(statuses.isEmpty ? "2xx" : statuses)")
        }
        return holds(wanted, JSONAnswer(response.body)) ?? .passed("status \(response.status)")
    }

    /// The first expectation that the answer does not meet; nil where it meets all.
    private func holds(_ wanted: [[String]], _ answer: JSONAnswer) -> MeasurementOutcome? {
        for (expectation, values) in zip(definition.expectations, wanted) {
            let found: String
            do throws(JSONAnswer.Missing) {
                found = try answer.value(at: expectation.path)
            } catch {
                return .failed(error.description)
            }
            if !values.contains(found) {
                let shown = found.oneLine(limit: 80)
                return .failed("\(expectation.path) is \(shown), not \(values.joined(separator: " or "))")
            }
        }
        return nil
    }
}

extension MeasurementRequest {
    /// A template's text for what is verified.
    func render(_ template: Template, escaping escape: (String) -> String = { $0 }) throws(Problem) -> String {
        try template.render(
            subject.release, pipeline: subject.stage.pipeline, environment: subject.stage.environment, escaping: escape)
    }
}
