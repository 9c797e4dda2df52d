package import Foundation
package import Promotion

/// One event in CloudEvents 1.0's structured JSON format (cloudevents.io, spec v1.0.2, JSON event format).
package struct CloudEvent<Payload: Encodable & Sendable>: Encodable, Sendable {
    package let specversion = "1.0"
    /// The same on every attempt to deliver it: receivers drop repeats by `source` and `id`.
    package let id: String
    /// A URI reference: which sluice it comes from.
    package let source: String
    /// `dev.sluice.live`, `dev.sluice.handOff`, …
    package let type: String
    /// What it is about: a stage, `payments/prod`.
    package let subject: String
    /// RFC 3339, when it happened; left out where nobody knows.
    package let time: String?
    package let datacontenttype = "application/json"
    package let data: Payload

    package init(id: String, source: String, type: String, subject: String, time: Date? = nil, data: Payload) {
        self.id = id
        self.source = source
        self.type = type
        self.subject = subject
        self.time = time.map { Timestamp($0).description }
        self.data = data
    }

    /// The bytes that are sent and signed.
    package func encoded() throws(Problem) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(self))
        } catch {
            throw .permanent("The event \(id) of \(subject) has no JSON.")
        }
    }
}
