import Promotion
import SSHTransport
import Synchronization

/// One remote repository: its mirror, its connection, and the order of what is done with them.
///
/// Runs on threads that may block. Everything enters through `exclusively`, one after another: a hung server holds one
/// thread, and delays nobody but those who wait for the same remote.
actor Remote {
    nonisolated let url: RemoteURL
    let settings: RemoteSettings
    private let executor: PoolExecutor
    private nonisolated let turnstile = Turnstile()
    private var openMirror: BareMirror?
    /// Whether packs are being put together.
    private var isMaintaining = false
    private var openTransport: (any GitTransport)?
    /// To forks that merge requests come from.
    private var forkTransports: [RemoteURL: any GitTransport] = [:]
    /// Branches' tips as the mirror has them; read without waiting for a turn.
    nonisolated let tips = Mutex<[String: ObjectID]>([:])
    /// What was fetched in this process, and what is being fetched for the first time.
    nonisolated let firstFetches = Mutex<[FirstFetch: Task<Void, any Error>?]>([:])
    /// By branch: which promotions are on it.
    var landed: [String: LandedIndex] = [:]
    /// What was read of tags before, by the id of the tag.
    var knownTags: [ObjectID: GitTag] = [:]

    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    /// How long one operation may take, and what stops it early.
    struct Call {
        let deadline: Deadline
        let cancellation: Cancellation
        /// Where set, the server may not be silent for longer, however far the deadline is.
        var patience: Duration?

        /// By when the server has to say something.
        var nextSign: Deadline { patience.map { min(deadline, .after($0)) } ?? deadline }
    }

    init(_ url: RemoteURL, _ settings: RemoteSettings, pool: BlockingPool) {
        self.url = url
        self.settings = settings
        executor = PoolExecutor(pool: pool)
    }

    /// Runs `body` when everything that came before it has ended. The deadline counts the waiting too.
    nonisolated func exclusively<Value: Sendable>(
        within duration: Duration, patience: Duration? = nil,
        _ body: @escaping @Sendable (isolated Remote, Call) async throws -> Value
    ) async throws(Problem) -> Value {
        let call = Call(deadline: .after(duration), cancellation: Cancellation(), patience: patience)
        do {
            return try await turnstile.pass(by: call.deadline.instant) {
                try await withTaskCancellationHandler {
                    try await run(call, body)
                } onCancel: {
                    call.cancellation.cancel()
                }
            }
        } catch {
            throw Problem(error, with: url)
        }
    }

    private func run<Value: Sendable>(
        _ call: Call, _ body: @Sendable (isolated Remote, Call) async throws -> Value
    ) async throws -> Value {
        do {
            return try await body(self, call)
        } catch {
            guard isWorthAnother(error), !call.deadline.hasPassed else { throw error }
            return try await body(self, call)
        }
    }

    /// The mirror, opened or made when it is first needed.
    func mirror() throws -> BareMirror {
        if let openMirror { return openMirror }
        let mirror = try BareMirror(of: url, below: settings.mirrors)
        openMirror = mirror
        return mirror
    }

    /// Whether the same again, at once, may well succeed: over a new connection, or with the mirror cloned again.
    ///
    /// A session that was kept for later may have died meanwhile, which shows only when it is used. Notes what the error
    /// says about the mirror, and frees what a full disk left half-written.
    func isWorthAnother(_ error: any Error) -> Bool {
        if let failure = error as? TransportFailure, case .connectionLost = failure.reason { return true }
        guard let failure = error as? Git2Failure, let openMirror else { return false }
        openMirror.repository.forgetUnflushed()
        if failure.isNoSpace {
            MirrorRepair.removeLeftovers(in: openMirror.layout.repository)
        } else if failure.isCorruption {
            openMirror.markDamaged(failure.message)
            // A new clone takes its time, as the first one did.
            firstFetches.withLock { $0 = $0.filter { $0.value != nil } }
            return true
        }
        return false
    }

    /// A conversation with one of Git's services on the server, about the repository or about a fork of it.
    func channel(_ service: GitService, _ call: Call, of fork: RemoteURL? = nil) throws -> any GitChannel {
        let url = fork ?? url
        let transport = try (fork == nil ? openTransport : forkTransports[url]) ?? settings.transport(url)
        if fork == nil { openTransport = transport } else { forkTransports[url] = transport }
        let path = url.path.hasPrefix("/~") ? String(url.path.dropFirst()) : url.path
        return try transport.open(service, path: path, deadline: call.nextSign, cancellation: call.cancellation)
    }

    var isSessionOpen: Bool {
        openTransport?.isIdleSessionOpen ?? false || forkTransports.values.contains(where: \.isIdleSessionOpen)
    }

    /// Gives back the connections; the next operation makes a new one.
    func closeSession() {
        for transport in forkTransports.values { transport.close() }
        forkTransports = [:]
        openTransport?.close()
        openTransport = nil
    }

    /// The small packs that are to be put together, where there are many. `endMaintenance` has to follow.
    func beginMaintenance() throws -> PackMaintenance.Merge? {
        guard !isMaintaining, let openMirror, !openMirror.isDamaged else { return nil }
        let merge = try PackMaintenance.merge(in: openMirror.repository.path, over: settings.limits.packs)
        isMaintaining = merge != nil
        return merge
    }

    /// - Parameter name: of the new pack; nil where there is none.
    func endMaintenance(_ merge: PackMaintenance.Merge, _ name: String?) throws {
        isMaintaining = false
        // A mirror that was closed meanwhile may be another process's: the copies are put together another time.
        guard let name, let openMirror else { return }
        if merge.removeOld(for: name) { try openMirror.reopen() }
    }

    /// Gives back connection and mirror, with their descriptors and the lock; what was learned of the branches stays.
    func close() {
        closeSession()
        openMirror = nil
    }
}
