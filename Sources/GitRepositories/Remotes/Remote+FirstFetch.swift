import Promotion
import SSHTransport
import Synchronization

/// What a process fetches of a remote for the first time.
enum FirstFetch: Hashable, Sendable {
    case branch(String)
    case tags
    case defaultBranch
}

extension Remote {
    /// The longest that a first fetch may take, and the longest silence in it.
    private static let longest = Duration.seconds(4 * 3600)
    private static let silence = Duration.seconds(30)

    /// Returns when `what` was fetched once; throws at the deadline while that is still under way.
    ///
    /// A first clone may take longer than any one caller waits. It goes on when the caller has left, as long as data flows,
    /// and the next caller finds it done.
    nonisolated func ensure(_ what: FirstFetch, by deadline: ContinuousClock.Instant) async throws {
        while let (task, isOurs) = firstFetch(what) {
            let waiter = Waiter()
            Task { waiter.settle(await task.result) }
            do {
                return try await waiter.wait(
                    until: deadline,
                    orThrow: Problem.transient("The first fetch of \(url) did not end before the deadline; it goes on.")
                )
            } catch {
                // One that others began may have failed for what is over by now.
                if isOurs || deadline <= .now || Task.isCancelled { throw error }
            }
        }
    }

    /// The fetch that is under way or begins now; nil where it was done before.
    private nonisolated func firstFetch(_ what: FirstFetch) -> (task: Task<Void, any Error>, isOurs: Bool)? {
        firstFetches.withLock { fetches in
            if let known = fetches[what] { return known.map { ($0, false) } }
            let task = Task { try await fetchFirst(what) }
            fetches[what] = .some(task)
            return (task, true)
        }
    }

    private nonisolated func fetchFirst(_ what: FirstFetch) async throws {
        do {
            try await exclusively(within: Self.longest, patience: Self.silence) { remote, call in
                switch what {
                case .branch(let name):
                    // What an earlier process has fetched is brought up to date in the usual way.
                    if try remote.soundMirror(call).repository.target(of: "refs/heads/\(name)") == nil {
                        _ = try remote.tip(of: name, call)
                    }
                case .tags: _ = try remote.tags(call)
                case .defaultBranch:
                    try remote.fetchDefaultBranch(call) { try $0.target(of: Self.defaultBranch) != nil }
                }
            }
            firstFetches.withLock { $0[what] = .some(nil) }
        } catch {
            firstFetches.withLock { $0[what] = nil }
            throw error
        }
    }

    /// A channel to fetch over: a silent server is given up at the call's patience.
    func fetchChannel(_ call: Call, of fork: RemoteURL? = nil) throws -> any GitChannel {
        let channel = try channel(.uploadPack, call, of: fork)
        return call.patience == nil ? channel : PatientChannel(channel, call)
    }
}

/// Moves the deadline on while data flows.
private final class PatientChannel: GitChannel {
    private let channel: any GitChannel
    private let call: Remote.Call

    init(_ channel: any GitChannel, _ call: Remote.Call) {
        self.channel = channel
        self.call = call
    }

    var deadline: Deadline {
        get { channel.deadline }
        set { channel.deadline = newValue }
    }

    var isStateless: Bool { channel.isStateless }

    var remoteErrors: String { channel.remoteErrors }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws(TransportFailure) -> Int {
        channel.deadline = call.nextSign
        return try channel.read(into: buffer)
    }

    func write(_ bytes: UnsafeRawBufferPointer) throws(TransportFailure) {
        channel.deadline = call.nextSign
        try channel.write(bytes)
    }

    func finishWriting() throws(TransportFailure) { try channel.finishWriting() }

    func close() -> ChannelEnd { channel.close() }
}
