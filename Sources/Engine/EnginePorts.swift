package import Promotion

/// The outside world, as the engine sees it.
package struct EnginePorts: Sendable {
    package var store: any Store
    package var registry: any ImageRegistry
    package var remotes: any GitRemotes
    /// The reconciler that an environment is handed off to.
    package var reconciler: @Sendable (Environment) -> any Reconciler
    /// Who measures whether a live release is as it should be, with the secrets of the configuration as it is now.
    package var verifier: @Sendable () -> any Verifier
    /// The forges by their names in the configuration, as it is now.
    package var forges: @Sendable () -> [String: any Forge]
    /// Who writes the merge requests of an environment; nil stands for one that is not in the configuration any more.
    package var writer: @Sendable (Environment?) -> any MergeRequestWriter
    package var clock: any WallClock
    package var crashPoint: CrashPoint

    package init(
        store: any Store, registry: any ImageRegistry, remotes: any GitRemotes,
        reconciler: @escaping @Sendable (Environment) -> any Reconciler,
        verifier: @escaping @Sendable () -> any Verifier,
        forges: @escaping @Sendable () -> [String: any Forge],
        writer: @escaping @Sendable (Environment?) -> any MergeRequestWriter,
        clock: any WallClock = SystemClock(),
        crashPoint: CrashPoint = .fromEnvironment
    ) {
        self.crashPoint = crashPoint
        self.store = store
        self.registry = registry
        self.remotes = remotes
        self.reconciler = reconciler
        self.verifier = verifier
        self.forges = forges
        self.writer = writer
        self.clock = clock
    }
}

/// How long the engine lets things take, and how many of them run at once.
package struct EngineLimits: Sendable {
    /// Of one look at a branch, one push, one scan of a repository.
    package var deadline: Duration = .seconds(60)
    /// The longest that a free branch waits for more to be sent with what is due, while events are being taken in.
    package var gathering: Duration = .milliseconds(10)
    /// Branches read at once. Above the number of remotes that may hang at one time, or they slow the others.
    package var looks = 192
    /// Scan rounds at once.
    package var scans = 64
    /// Hand-offs and observations at once.
    package var handOffs = 64
    /// Measurements at once.
    package var measurements = 64
    /// Postings of statuses on commits at once.
    package var postings = 16
    /// Versions of one source that one round makes releases of, under `queue: every`.
    package var versionsEachRound = 100
    /// Commits behind a branch's tip that are searched for Sluice's own at first sight.
    package var history = 1000
    /// Commits that are searched for who changed a declared value.
    package var writers = 500
    /// Of those that changed its file, how many are read.
    package var writersRead = 20
    /// Looks at what is live of releases that were verified before, at once: hand-offs do not wait for them.
    package var liveLooks = 16

    package init() {}
}
