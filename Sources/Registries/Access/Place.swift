import Foundation
import HTTPTransport
import Promotion

/// Where something went wrong, and the problems that can be met there.
struct Place {
    /// `registry.example.com/team/app: listing tags`
    private let text: String
    private let registry: String

    init(_ repository: ImageRepository, _ purpose: String) {
        text = "\(repository): \(purpose)"
        registry = repository.registry
    }

    /// The registry could not be asked.
    func problem(_ failure: HTTPFailure) -> Problem {
        let remedy: String? =
            switch failure.reason {
            case .plaintextRefused: "Use https, or allow plain http for \(registry)."
            case .tls: "Name the CA file of \(registry), or mend its certificate."
            default: nil
            }
        let summary = "\(text) failed: \(failure)."
        return Problem(
            failure.isWorthRepeating ? .transient(retryAfter: nil) : .permanent, summary,
            remedy: remedy)
    }

    /// The registry answered with something else than what was asked for.
    func refusal(_ response: HTTPResponse, hasCredentials: Bool, _ now: Date) -> Problem {
        let summary = "\(text) failed: \(registry) answered \(response.status)\(ServerWords(response).clause)."
        switch response.status {
        case 401:
            return .permanent(
                summary,
                remedy: hasCredentials
                    ? "Check the user name and password for \(registry), and that this user may pull."
                    : "Give Sluice credentials for \(registry).")
        case 403:
            return .permanent(
                summary,
                remedy: "Allow the user to pull from this repository, or give Sluice credentials of one who may.")
        case 404:
            return .permanent(summary, remedy: "Check the repository's name, and that it exists.")
        case 429, 503:
            return .transient(summary, retryAfter: response.retryAfter(at: now))
        case 408, 425, 500...599:
            return .transient(summary)
        default:
            return .permanent(
                summary, remedy: "Check that \(registry) is a registry with the distribution API, and its address.")
        }
    }

    /// A page for people where an answer for programs belongs.
    func markup(_ response: HTTPResponse) -> Problem {
        invalid(
            "\(registry) answered \(response.status) with a web page (\(response.contentType)) instead of the registry's JSON",
            remedy: "A proxy or a login page may stand before it: check the address of \(registry).")
    }

    /// An answer of 2xx that is not the JSON it should be.
    func unreadable(_ response: HTTPResponse) -> Problem {
        invalid(
            "\(registry) answered \(response.status) with \(response.body.count) bytes (\(response.contentType)) that are not "
                + "the JSON that belongs there, or only a part of it")
    }

    /// An answer that cannot be used.
    func invalid(_ what: String, remedy: String? = nil) -> Problem {
        .permanent(
            "\(text) failed: \(what).",
            remedy: remedy
                ?? "Check \(registry) and whatever stands between; Sluice decides nothing from such an answer.")
    }
}

extension Problem {
    static let cancelled = Problem.transient("Cancelled.")
}
