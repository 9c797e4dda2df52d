import Promotion
import Synchronization

/// Which of several reconcilers were asked already, where one after them could not be. All of it can be lost: then all are
/// asked again, which each of them has to bear.
package final class HandedOff: Sendable {
    private struct Key: Hashable {
        let promotion: PromotionID
        let revision: CommitID
    }

    private let state = Mutex<[Key: [String: HandOffReceipt]]>([:])
    private static let limit = 10_000

    package init() {}

    func receipts(of request: HandOff) -> [String: HandOffReceipt] {
        state.withLock { $0[Key(promotion: request.promotion, revision: request.revision)] } ?? [:]
    }

    func keep(_ receipts: [String: HandOffReceipt], of request: HandOff) {
        state.withLock { state in
            if state.count >= Self.limit { state = [:] }
            state[Key(promotion: request.promotion, revision: request.revision)] = receipts
        }
    }

    func forget(_ request: HandOff) {
        state.withLock { _ = $0.removeValue(forKey: Key(promotion: request.promotion, revision: request.revision)) }
    }
}
