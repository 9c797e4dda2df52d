import Promotion

/// What a cluster tells of the objects of one kind that promotions wait for, by one stream for all of them.
///
/// It knows no more of an object than its version: whoever is told reads it. Where a change was told before somebody followed,
/// or the stream had to begin anew, what was read is compared with what is there. A stream that keeps back what somebody has
/// read is not relied on: of that object it does not tell.
actor ObjectWatch: FollowedWatch {
    private let resource: KubernetesResource
    /// Everywhere, where there is none.
    private let namespace: String?
    private let labels: String?
    let news: ReconcilerNews
    let pauses: WatchPauses
    var followers = WatchFollowers()
    var life = WatchLife()
    var isListening = false
    /// As it was configured when somebody followed last.
    private var client: KubernetesClient?
    /// Where a stream goes on from; nil where everything has to be listed first.
    private var position: String?
    /// The version of every object that there is, by its place.
    private var told: [String: String] = [:]
    /// The versions that were read last of what is followed; empty where there was no such object.
    private var read: [String: String] = [:]

    init(
        of resource: KubernetesResource, in namespace: String?, labels: String?, news: @escaping ReconcilerNews,
        pauses: WatchPauses
    ) {
        self.resource = resource
        self.namespace = namespace
        self.labels = labels
        self.news = news
        self.pauses = pauses
    }

    // MARK: Following

    /// Follows a promotion in these objects, which were read just now in these versions.
    func follow(_ request: HandOff, _ versions: [String: String], with client: KubernetesClient) {
        guard admit(request, in: Set(versions.keys)) else { return }
        self.client = client
        read.merge(versions) { $1 }
        if isListening, versions.contains(where: { isNewer(told[$0.key], than: $0.value) }) { news([request.stage]) }
    }

    func forget(_ place: String) { read[place] = nil }

    /// Whether it is told when something changes for a promotion.
    func tells(of promotion: PromotionID) -> Bool {
        guard isListening, let places = followers.places(of: promotion) else { return false }
        return places.allSatisfy { told[$0] ?? "" == read[$0] }
    }

    private func isNewer(_ told: String?, than read: String) -> Bool {
        guard let told = told.flatMap({ UInt64($0) }), let read = UInt64(read) else { return false }
        return told > read
    }

    // MARK: The stream

    func listen() async -> Problem? {
        guard let client else { return nil }
        do throws(Problem) {
            let start = try await start(client)
            isListening = true
            switch try await stream(client, from: start) {
            case .ended(let version): position = version
            case .expired, .enough: position = nil
            }
            return nil
        } catch {
            position = nil
            return error
        }
    }

    /// Where the stream ended before, or what is there now.
    private func start(_ client: KubernetesClient) async throws(Problem) -> String {
        if let position { return position }
        let list = try await client.list(resource, namespace: namespace, labels: labels, isPartial: true)
        told = Dictionary(list.items.map { ($0.place, $0.resourceVersion ?? "") }) { $1 }
        tell(of: followers.places.filter { told[$0] ?? "" != read[$0] })
        return list.resourceVersion
    }

    private nonisolated func stream(_ client: KubernetesClient, from version: String) async throws(Problem) -> WatchEnd
    {
        try await client.watch(
            resource, namespace: namespace, labels: labels, isPartial: true, from: version,
            seconds: Int(pauses.stream / .seconds(1))
        ) { event in
            await take(event)
            return false
        }
    }

    private func take(_ event: WatchEvent) {
        let place: String
        switch event {
        case .added(let object), .modified(let object):
            place = object.place
            told[place] = object.resourceVersion ?? ""
        case .deleted(let object):
            place = object.place
            told[place] = nil
        case .bookmark: return
        }
        tell(of: [place])
    }
}

extension Unstructured {
    fileprivate var place: String { WatchedObject.place(namespace, name) }
}
