package import Foundation

/// What went wrong, for the loop (is it worth trying again?) and for a person (what, and how to mend it).
///
/// The adapter decides, not the loop: only it knows what its vendor's answers mean.
package struct Problem: Error, Sendable, Hashable, Codable, CustomStringConvertible {
    package enum Kind: Sendable, Hashable, Codable {
        /// Worth trying again, not before so many seconds where the other side said so.
        case transient(retryAfter: TimeInterval?)
        /// Trying again changes nothing until a person acts.
        case permanent
        /// Permanent until the credentials are renewed: the other side does not know them, or not any more. Those of a file
        /// may be renewed without anybody touching the configuration.
        case unauthorized
    }

    package var kind: Kind
    /// One sentence: what happened, and where.
    package var summary: String
    /// One sentence: how to mend it.
    package var remedy: String?

    package init(_ kind: Kind, _ summary: String, remedy: String? = nil) {
        self.kind = kind
        self.summary = summary
        self.remedy = remedy
    }

    package static func transient(_ summary: String, retryAfter: TimeInterval? = nil, remedy: String? = nil) -> Problem
    {
        Problem(.transient(retryAfter: retryAfter), summary, remedy: remedy)
    }

    package static func permanent(_ summary: String, remedy: String? = nil) -> Problem {
        Problem(.permanent, summary, remedy: remedy)
    }

    package static func unauthorized(_ summary: String, remedy: String? = nil) -> Problem {
        Problem(.unauthorized, summary, remedy: remedy)
    }

    package var isTransient: Bool {
        if case .transient = kind { return true }
        return false
    }

    package var description: String { remedy.map { "\(summary) \($0)" } ?? summary }
}
