package import Promotion

/// An object that a promotion waits for, as it was read.
struct WatchedObject {
    let resource: KubernetesResource
    let namespace: String?
    let name: String
    /// Nil where there was none.
    let version: String?

    var place: String { Self.place(namespace, name) }

    static func place(_ namespace: String?, _ name: String) -> String { "\(namespace ?? "")/\(name)" }
}

/// The watches of all clusters: one for each kind that promotions wait for, of all namespaces where the rights allow it, and
/// of each namespace otherwise. All of it can be lost.
package actor ClusterWatches {
    private struct Key: Hashable {
        let access: KubernetesAccess
        let resource: KubernetesResource
        let labels: String?
        var namespace: String?
    }

    private let news: ReconcilerNews
    private let pauses: WatchPauses
    private var watches: [Key: ObjectWatch] = [:]
    /// By which watches promotions are told, and when they were looked at last.
    private var followed: [PromotionID: (keys: Set<Key>, renewed: ContinuousClock.Instant)] = [:]
    private static let limit = 20_000

    package init(news: @escaping ReconcilerNews = { _ in }, pauses: WatchPauses = WatchPauses()) {
        self.news = news
        self.pauses = pauses
    }

    /// Follows a promotion in these objects, which were read just now, and in no others.
    func follow(
        _ request: HandOff, _ objects: [WatchedObject], labels: String? = nil, with client: KubernetesClient
    ) async {
        var versions: [Key: [String: String]] = [:]
        for object in objects {
            var key = Key(access: client.access, resource: object.resource, labels: labels)
            if object.resource.isNamespaced, await watch(key).isRefused { key.namespace = object.namespace }
            versions[key, default: [:]][object.place] = object.version ?? ""
        }
        if followed.count >= Self.limit { followed = followed.filter { $0.value.renewed + pauses.patience > .now } }
        let former = followed.updateValue((Set(versions.keys), .now), forKey: request.promotion)?.keys ?? []
        for key in former where versions[key] == nil { await watches[key]?.leave(request.promotion) }
        for (key, versions) in versions { await watch(key).follow(request, versions, with: client) }
    }

    func leave(_ promotion: PromotionID) async {
        for key in followed.removeValue(forKey: promotion)?.keys ?? [] { await watches[key]?.leave(promotion) }
    }

    /// Whether it is told when anything changes that a promotion waits for.
    func tells(of promotion: PromotionID) async -> Bool {
        guard let keys = followed[promotion]?.keys, !keys.isEmpty else { return false }
        for key in keys {
            guard let watch = watches[key], await watch.tells(of: promotion) else { return false }
        }
        return true
    }

    private func watch(_ key: Key) -> ObjectWatch {
        if let known = watches[key] { return known }
        if watches.count >= Self.limit {
            let used = followed.values.reduce(into: Set<Key>()) { $0.formUnion($1.keys) }
            watches = watches.filter { used.contains($0.key) }
        }
        let watch = ObjectWatch(
            of: key.resource, in: key.namespace, labels: key.labels, news: news, pauses: pauses)
        watches[key] = watch
        return watch
    }
}
