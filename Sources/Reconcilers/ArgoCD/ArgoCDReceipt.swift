import Foundation
import Promotion

/// What a hand-off leaves behind: which applications are still to be told to sync, as something stood in the way.
///
/// Nothing of them all in the usual case, so that the receipt stays small.
struct ArgoCDReceipt: Codable, Sendable, Hashable {
    /// By application, the newest sync that had succeeded when it was asked for: a newer one may have been the promotion's.
    var unsent: [String: Int] = [:]

    init(unsent: [String: Int] = [:]) { self.unsent = unsent }

    /// A receipt that is none of ours asks for nothing.
    init(_ receipt: HandOffReceipt) {
        self = (try? JSONDecoder().decode(Self.self, from: Data(receipt.text.utf8))) ?? Self()
    }

    var receipt: HandOffReceipt {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        let text = (try? encoder.encode(self)).map { String(decoding: $0, as: UTF8.self) }
        return HandOffReceipt(text ?? "{}")
    }
}
