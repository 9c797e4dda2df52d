package import Foundation

/// Tells people and systems what happened. Delivery is at least once; `id` lets the receiver drop repeats.
package protocol Notifier: Sendable {
    /// Throws a classified `Problem`; the outbox tries transient ones again.
    func deliver(_ notice: Notice) async throws(Problem)
}

/// Something worth telling.
package struct Notice: Sendable, Hashable, Codable {
    package enum Topic: String, Sendable, Hashable, Codable, CaseIterable {
        case waitingForApproval
        case live
        case failed
        case held
        case drift
    }

    /// Unique for each happening; the same on every attempt to deliver it.
    package var id: String
    package var topic: Topic
    package var at: Date
    package var stage: StageID
    package var promotion: PromotionID?
    package var release: ReleaseID?
    /// The release as a person knows it.
    package var title: String?
    /// One sentence.
    package var message: String

    package init(
        id: String, topic: Topic, at: Date, stage: StageID, promotion: PromotionID? = nil, release: ReleaseID? = nil,
        title: String? = nil, message: String
    ) {
        self.id = id
        self.topic = topic
        self.at = at
        self.stage = stage
        self.promotion = promotion
        self.release = release
        self.title = title
        self.message = message
    }
}
