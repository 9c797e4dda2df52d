import Crypto
package import Foundation
import Promotion

/// What two requests have in common that are one delivery, and for how long that counts, in seconds.
package struct DeliveryKey: Sendable, Hashable {
    package let text: String
    package let lifetime: TimeInterval

    /// Longer than any sender's retries of minutes; none here is harmed by a later one.
    static let long: TimeInterval = 3600
    /// For bodies that nothing makes unique: two pushes of one tag may read the same.
    static let short: TimeInterval = 10

    init(id: String) {
        // Hashed, for it may be as long as a header may be.
        text = "id " + hexadecimal(SHA256.hash(data: Data(id.utf8)))
        lifetime = Self.long
    }

    init(body: [UInt8], lifetime: TimeInterval) {
        text = "body " + hexadecimal(SHA256.hash(data: body))
        self.lifetime = lifetime
    }
}

/// The deliveries of late, to tell the first one from its repetitions.
package struct SeenDeliveries: Sendable {
    private struct Entry: Hashable {
        let webhook: String
        let text: String
    }

    private let capacity: Int
    private var expiries: [Entry: Date] = [:]

    /// Beyond `capacity` keys those that end first are forgotten.
    package init(capacity: Int = 20_000) { self.capacity = capacity }

    /// Whether none of the keys was seen by this webhook within its lifetime; they count as seen from now on.
    package mutating func isFirst(_ keys: [DeliveryKey], of webhook: String, now: Date) -> Bool {
        let entries = keys.map { (Entry(webhook: webhook, text: $0.text), now.addingTimeInterval($0.lifetime)) }
        let isKnown = entries.contains { entry, _ in expiries[entry].map { $0 > now } ?? false }
        guard !isKnown else { return false }
        for (entry, expiry) in entries { expiries[entry] = expiry }
        if expiries.count > capacity { forgetOldest(now: now) }
        return true
    }

    /// Forgets keys whose delivery could not be taken, so that it is taken when it comes again.
    package mutating func forget(_ keys: [DeliveryKey], of webhook: String) {
        for key in keys { expiries[Entry(webhook: webhook, text: key.text)] = nil }
    }

    /// A quarter at once, so that it costs little each time.
    private mutating func forgetOldest(now: Date) {
        expiries = expiries.filter { $0.value > now }
        guard expiries.count > capacity else { return }
        for entry in expiries.sorted(by: { $0.value < $1.value }).prefix(capacity / 4 + 1) { expiries[entry.key] = nil }
    }
}
