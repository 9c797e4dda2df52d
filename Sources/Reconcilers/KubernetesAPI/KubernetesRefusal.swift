import Foundation
import HTTPTransport
import Promotion

/// What the API's refusals mean (the `Status` object of the API conventions).
enum KubernetesRefusal {
    /// In Kubernetes' own words, capped; of a call about a Secret only which fields were refused, as the words may hold
    /// their values.
    static func problem(_ response: HTTPResponse, _ call: KubernetesCall, server: String) -> Problem {
        let status = try? Unstructured(json: response.body)
        let reason = status?["reason"]?.string.map { $0.oneLine(limit: 60) }
        let words = call.isSecret ? fields(status) : (status?["message"]?.string ?? plain(response))
        let said = [reason, words.oneLine(limit: 600)].compactMap { $0?.isEmpty == false ? $0 : nil }
        let summary =
            "\(server): \(call.purpose) failed: \(response.status)"
            + (said.isEmpty ? "." : " \(said.joined(separator: ": "))")
        switch response.status {
        case 401:
            return .unauthorized(summary, remedy: "The cluster does not know the credentials; renew the kubeconfig's.")
        case 403:
            return .permanent(summary, remedy: "Give this user the right in the cluster (RBAC), or another kubeconfig.")
        case 409 where reason == "Conflict" || reason == nil,
            408, 410, 425, 429, 500...:
            return .transient(summary, retryAfter: retryAfter(response, status))
        default:
            return .permanent(summary)
        }
    }

    /// A request that has no answer.
    static func problem(_ failure: HTTPFailure, _ call: KubernetesCall) -> Problem {
        let summary = "\(call.purpose) failed: \(failure)"
        return failure.isWorthRepeating ? .transient(summary) : .permanent(summary)
    }

    /// A body that is read as it comes, and that has ended otherwise than it should.
    static func problem(_ end: HTTPExchange.Interruption, _ call: KubernetesCall) -> Problem {
        switch end {
        case .failed(let failure): problem(failure, call)
        case .late, .woken: .transient("\(call.purpose) failed: cancelled")
        }
    }

    /// Whether a `Status` says that a resource version is too old to go on from.
    static func isExpired(_ status: Unstructured?) -> Bool {
        status?["code"]?.integer == 410 || ["Expired", "Gone"].contains(status?["reason"]?.string ?? "")
    }

    private static func retryAfter(_ response: HTTPResponse, _ status: Unstructured?) -> TimeInterval? {
        let seconds =
            status?["details"]?["retryAfterSeconds"]?.integer ?? response.headers["Retry-After"].flatMap { Int($0) }
        return seconds.map { min(max(TimeInterval($0), 0), 3600) }
    }

    private static func fields(_ status: Unstructured?) -> String {
        let fields = (status?["details"]?["causes"]?.array ?? []).prefix(20).compactMap { $0["field"]?.string }
        return fields.isEmpty ? "what the server says of a Secret is not repeated" : fields.joined(separator: ", ")
    }

    /// Not every answer comes from the API server: a proxy has its own words.
    private static func plain(_ response: HTTPResponse) -> String {
        String(decoding: response.body.prefix(400), as: UTF8.self)
    }
}
