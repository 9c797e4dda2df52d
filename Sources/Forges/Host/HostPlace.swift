import Foundation
import HTTPTransport
import Promotion

/// Where something went wrong, and the problems that can be met there.
struct HostPlace {
    /// `https://git.example.com/api/v1/repos/a/b/pulls: opening a merge request`
    let text: String
    private let vendor: String

    init(_ vendor: String, _ url: String, _ call: HostCall) {
        self.vendor = vendor
        text = "\(printableURL(url)): \(call.purpose)"
    }

    /// The host could not be asked.
    func problem(_ failure: HTTPFailure) -> Problem {
        let remedy: String? =
            switch failure.reason {
            case .plaintextRefused: "Use https, or allow plain http for this forge."
            case .addressRefused: "Check the forge's name, or allow local addresses for it."
            case .tls: "Name the forge's CA file, or mend its certificate."
            case .redirectRefused: "Name the address that the forge has now; its token goes nowhere else."
            default: nil
            }
        return Problem(
            failure.isWorthRepeating ? .transient(retryAfter: nil) : .permanent, "\(text) failed: \(failure).",
            remedy: remedy)
    }

    /// The host answered with something else than what was asked for.
    func refusal(_ response: HTTPResponse, words: String, now: Date) -> Problem {
        let summary = summary(response, words)
        switch response.status {
        case 301, 302, 303, 307, 308:
            let target = response.headers["Location"].map { printableURL($0) } ?? "nowhere"
            return .permanent(
                "\(summary) It leads to \(target).", remedy: "Name the address that the repository has now.")
        case 403:
            return .permanent(
                summary, remedy: "Give the token the rights for this, or see whether the repository is archived.")
        case 404:
            return .permanent(
                summary, remedy: "Check the repository's address, and that the token's account may see it.")
        case 304, 408, 425, 500...599:
            return .transient(summary, retryAfter: response.retryAfter(at: now))
        case 410, 423:
            return .permanent(
                summary, remedy: "The repository is archived or gone; bring it back, or remove the stage.")
        default:
            return .permanent(summary)
        }
    }

    /// The host does not accept the token.
    func unauthorized(_ response: HTTPResponse, words: String) -> Problem {
        .unauthorized(
            summary(response, words), remedy: "Renew the token for \(vendor); it may be revoked or past its end.")
    }

    /// The host refused because it was asked too often.
    func limited(_ response: HTTPResponse, words: String, pause: TimeInterval) -> Problem {
        .transient(summary(response, words), retryAfter: pause)
    }

    /// We hold back by ourselves, before the host has to refuse.
    func spent(until end: Date, now: Date) -> Problem {
        let seconds = max(1, end.timeIntervalSince(now))
        return .transient(
            "\(text) waits: what \(vendor) allows in this time is spent, for \(Int(seconds.rounded(.up))) more seconds.",
            retryAfter: seconds)
    }

    func unsendable() -> Problem { .permanent("\(text) failed: the text cannot be sent as JSON.") }

    private func summary(_ response: HTTPResponse, _ words: String) -> String {
        "\(text) failed: the answer was \(response.status)\(said(words))."
    }
}

extension String {
    /// A branch's name without `refs/heads/`.
    var branchName: String { hasPrefix("refs/heads/") ? String(dropFirst(11)) : self }

    /// Without a full stop at its end, to be part of a sentence.
    var withoutStop: String { hasSuffix(".") ? String(dropLast()) : self }
}
