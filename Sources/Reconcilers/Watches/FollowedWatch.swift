import Promotion

/// One stream of changes that lasts as long as promotions follow it, and some time beyond.
///
/// What it tells is news: when to look, and never what is live.
protocol FollowedWatch: Actor {
    var news: ReconcilerNews { get }
    var pauses: WatchPauses { get }
    var followers: WatchFollowers { get set }
    var life: WatchLife { get set }
    /// Whether changes are told now.
    var isListening: Bool { get set }

    /// Listens to one stream to its end; answers why it ended before its time.
    func listen() async -> Problem?

    /// Nobody follows this place any more.
    func forget(_ place: String)
}

/// What keeps a watch alive.
struct WatchLife {
    fileprivate var task: Task<Void, Never>?
    fileprivate var closing: Task<Void, Never>?
    /// There is no stream for us before.
    fileprivate var refusedUntil: ContinuousClock.Instant?
}

extension FollowedWatch {
    /// Whether there was no stream for us when it was asked for last, not long ago.
    var isRefused: Bool { life.refusedUntil.map { $0 > .now } ?? false }

    // MARK: Following

    /// Follows a promotion in these places and in no others; false where there are too many.
    func admit(_ request: HandOff, in places: Set<String>) -> Bool {
        let former = followers.places(of: request.promotion) ?? []
        guard followers.follow(request, in: places) else { return false }
        for place in former where !followers.isFollowed(place) { forget(place) }
        life.closing?.cancel()
        start()
        return true
    }

    func leave(_ promotion: PromotionID) {
        guard let places = followers.leave(promotion) else { return }
        for place in places where !followers.isFollowed(place) { forget(place) }
        guard followers.isEmpty else { return }
        life.closing?.cancel()
        life.closing = Task {
            try? await Task.sleep(for: pauses.linger)
            if !Task.isCancelled { closeIfIdle() }
        }
    }

    /// Leaves what nobody looks at any more.
    func leaveForgotten() {
        for promotion in followers.forgotten(for: pauses.patience) { leave(promotion) }
    }

    // MARK: Telling

    /// There is something new in these places.
    func tell(of places: some Sequence<String>) { tell(followers.stages(at: places)) }

    private func tell(_ stages: Set<StageID>) {
        if !stages.isEmpty { news(stages) }
    }

    /// Nothing is told any more: everybody has to ask.
    private func fallSilent() {
        isListening = false
        tell(followers.stages)
    }

    // MARK: The stream's life

    private func start() {
        guard life.task == nil else { return }
        life.task = Task {
            await listenForLong()
            life.task = nil
            if !followers.isEmpty { start() }
        }
    }

    private func closeIfIdle() {
        if followers.isEmpty { life.task?.cancel() }
    }

    /// As long as somebody follows something, or until the task is cancelled.
    private func listenForLong() async {
        var failures = 0
        while !followers.isEmpty, !Task.isCancelled {
            if let until = life.refusedUntil, until > .now {
                try? await Task.sleep(until: until, clock: .continuous)
                continue
            }
            let began = ContinuousClock.now
            let problem = await listen()
            isListening = false
            if Task.isCancelled { return }
            leaveForgotten()
            if let problem, problem.kind == .permanent {
                // There is none, or it tells nothing.
                life.refusedUntil = .now + pauses.refusal
                fallSilent()
                continue
            }
            // Its time was over, or something between here and there ends what is quiet for a while: nothing is wrong.
            failures = began + pauses.firstComparison * 5 < .now ? 0 : failures + 1
            guard failures > 0 else { continue }
            if failures == 3 { fallSilent() }
            let pause = min(pauses.retry * (1 << min(failures - 1, 10)), .seconds(30))
            try? await Task.sleep(for: pause * Double.random(in: 0.5...1.5))
        }
    }
}

extension Observation {
    /// Whether it is neither live nor given up, so that there is something to wait for.
    var isUnderWay: Bool {
        switch self {
        case .waiting, .progressing, .degraded: true
        case .live, .failed: false
        }
    }
}
