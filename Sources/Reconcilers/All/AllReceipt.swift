import Foundation
import Promotion

/// What a hand-off to several reconcilers leaves behind: each one's own receipt, by its name.
struct AllReceipt: Codable, Sendable, Hashable {
    let parts: [String: HandOffReceipt]

    init(_ parts: [String: HandOffReceipt]) { self.parts = parts }

    /// A receipt that is none of ours, as when the environment had one reconciler before, names nothing.
    init(_ receipt: HandOffReceipt) {
        self = (try? JSONDecoder().decode(Self.self, from: Data(receipt.text.utf8))) ?? Self([:])
    }

    func receipt(settled: Observation?) -> HandOffReceipt {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
        return HandOffReceipt(text ?? "{}", settled: settled)
    }
}
