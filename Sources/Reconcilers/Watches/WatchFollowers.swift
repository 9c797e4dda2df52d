import Promotion

/// The promotions that a watch tells of, and the places of what each of them waits for.
struct WatchFollowers {
    private struct Follower {
        let stage: StageID
        var places: Set<String>
        /// When it was looked at last.
        var renewed: ContinuousClock.Instant
    }

    private var followers: [PromotionID: Follower] = [:]
    private var promotions: [String: Set<PromotionID>] = [:]
    /// More are not followed; they ask.
    private static let limit = 20_000

    var isEmpty: Bool { followers.isEmpty }
    var places: some Collection<String> { promotions.keys }
    var stages: Set<StageID> { Set(followers.values.map(\.stage)) }

    func places(of promotion: PromotionID) -> Set<String>? { followers[promotion]?.places }

    func isFollowed(_ place: String) -> Bool { promotions[place] != nil }

    func stages(at places: some Sequence<String>) -> Set<StageID> {
        Set(places.flatMap { promotions[$0] ?? [] }.compactMap { followers[$0]?.stage })
    }

    /// Follows a promotion in these places and in no others; false where there are too many.
    mutating func follow(_ request: HandOff, in places: Set<String>) -> Bool {
        let id = request.promotion
        guard followers[id] != nil || followers.count < Self.limit else { return false }
        for place in (followers[id]?.places ?? []).subtracting(places) { leave(place, id) }
        for place in places { promotions[place, default: []].insert(id) }
        followers[id] = Follower(stage: request.stage, places: places, renewed: .now)
        return true
    }

    mutating func renew(_ promotion: PromotionID) { followers[promotion]?.renewed = .now }

    /// Where it was followed; nil where it was not.
    mutating func leave(_ promotion: PromotionID) -> Set<String>? {
        guard let follower = followers.removeValue(forKey: promotion) else { return nil }
        for place in follower.places { leave(place, promotion) }
        return follower.places
    }

    private mutating func leave(_ place: String, _ promotion: PromotionID) {
        promotions[place]?.remove(promotion)
        if promotions[place]?.isEmpty == true { promotions[place] = nil }
    }

    /// Those that nobody has looked at for so long.
    func forgotten(for patience: Duration) -> [PromotionID] {
        followers.filter { $0.value.renewed + patience < .now }.map(\.key)
    }
}
