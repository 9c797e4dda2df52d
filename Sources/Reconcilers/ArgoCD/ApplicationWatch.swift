import Promotion

/// What one Argo CD tells of the applications that promotions wait for, by one stream for all of them.
///
/// It says when to look, and what to say meanwhile; it proves nothing. Argo CD forgets what a slow listener does not take, and
/// a stream that is begun again misses what happened in between: so the list is compared with what was told from time to time,
/// and everything is read again now and then. Where there is no stream, nothing is told, and everybody asks.
actor ApplicationWatch: FollowedWatch {
    /// An application as it was read or told last.
    struct View {
        var application: Application
        /// Whether it may have changed unseen, so that it has to be read.
        var isOld: Bool
        var readAt: ContinuousClock.Instant
    }

    let project: String?
    let pauses: WatchPauses
    let news: ReconcilerNews
    /// As it was configured when somebody followed last.
    var server: ArgoCDServer?
    private(set) var views: [String: View] = [:]
    var followers = WatchFollowers()
    var life = WatchLife()
    /// Whether changes are told now: not before the stream was compared with the list once.
    var isListening = false
    /// Events since the last comparison.
    var heard = 0

    init(of project: String?, news: @escaping ReconcilerNews, pauses: WatchPauses) {
        self.project = project
        self.news = news
        self.pauses = pauses
    }

    // MARK: Following

    /// Follows a promotion in its applications, which were read just now.
    ///
    /// What was read before it was followed may have changed since without being told: it is old until it is read again.
    func follow(_ request: HandOff, _ applications: [Application], at server: ArgoCDServer) {
        let known = followers.places(of: request.promotion) ?? []
        guard admit(request, in: Set(applications.map(\.place))) else { return }
        self.server = server
        for application in applications.map(\.abridged) {
            var view =
                views[application.place] ?? View(application: application, isOld: true, readAt: .now)
            if !application.isOlder(than: view.application) { view.application = application }
            if known.contains(application.place) { view.isOld = false }
            view.readAt = .now
            views[application.place] = view
        }
    }

    func forget(_ place: String) { views[place] = nil }

    /// What is told of a promotion; nil where its applications have to be read.
    func applications(of promotion: PromotionID) -> [Application]? {
        guard let places = followers.places(of: promotion) else { return nil }
        followers.renew(promotion)
        guard isListening else { return nil }
        var applications: [Application] = []
        for place in places.sorted() {
            guard let view = views[place], !view.isOld, view.readAt + pauses.reading > .now else { return nil }
            applications.append(view.application)
        }
        return applications
    }

    /// Whether it is told when something changes for a promotion.
    func tells(of promotion: PromotionID) -> Bool {
        guard isListening, let places = followers.places(of: promotion) else { return false }
        return places.allSatisfy { views[$0]?.isOld == false }
    }

    // MARK: Telling

    /// Takes what a stream tells of an application that is followed.
    func take(_ application: Application, isDeleted: Bool) {
        guard var view = views[application.place] else { return }
        guard isDeleted || application.isNewer(than: view.application) else { return }
        view.application = application.abridged
        if isDeleted { view.isOld = true }
        views[application.place] = view
        tell(of: [application.place])
    }

    /// An application looks otherwise than was told.
    func missed(_ place: String) {
        views[place]?.isOld = true
        tell(of: [place])
    }
}

extension Application {
    /// What a verdict and its words need of it, so that thousands can be kept: of many resources those that stand out.
    var abridged: Application {
        var copy = self
        copy.status?.history = status?.history?.max { ($0.id ?? 0) < ($1.id ?? 0) }.map { [$0] }
        copy.status?.resources = status?.resources.map { resources in
            Array(resources.filter { $0.isOutOfSync || $0.isUnhealthy }.prefix(50))
        }
        copy.status?.operationState?.syncResult?.resources =
            status?.operationState?.syncResult?.resources.map { Array($0.filter(\.hasFailed).prefix(50)) }
        return copy
    }

    /// Whether both versions are known, and this one is the older.
    func isOlder(than other: Application) -> Bool {
        guard let version, let others = other.version else { return false }
        return version < others
    }

    /// Whether it is not the same version, nor an older one.
    func isNewer(than other: Application) -> Bool {
        metadata.resourceVersion != other.metadata.resourceVersion && !isOlder(than: other)
    }
}
