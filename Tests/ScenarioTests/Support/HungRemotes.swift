import Foundation
import Promotion
import Synchronization

/// Remotes some of which never answer, until they are let go: then they fail as by their deadline.
final class HungRemotes: GitRemotes {
    private struct State {
        var hung: Set<RemoteURL>
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let remotes: any GitRemotes
    private let state: Mutex<State>

    init(_ remotes: any GitRemotes) {
        self.remotes = remotes
        state = Mutex(State(hung: []))
    }

    /// A remote answers nothing from now on.
    func hang(_ remote: RemoteURL) { state.withLock { _ = $0.hung.insert(remote) } }

    /// How many calls hang now.
    var hanging: Int { state.withLock { $0.waiting.count } }

    /// Lets all calls that hang run into their deadlines; later ones are answered.
    func letGo() {
        let waiting = state.withLock { state in
            state.hung = []
            defer { state.waiting = [] }
            return state.waiting
        }
        for caller in waiting { caller.resume() }
    }

    private func reach(_ remote: RemoteURL) async throws(Problem) {
        guard state.withLock({ $0.hung.contains(remote) }) else { return }
        await withCheckedContinuation { continuation in
            let isHung = state.withLock { state in
                if state.hung.contains(remote) { state.waiting.append(continuation) }
                return state.hung.contains(remote)
            }
            if !isHung { continuation.resume() }
        }
        throw .transient("\(remote) did not answer within 60 s.")
    }

    func tip(of branch: Branch, deadline: Duration) async throws(Problem) -> CommitID? {
        try await reach(branch.remote)
        return try await remotes.tip(of: branch, deadline: deadline)
    }

    func rememberedTip(of branch: Branch) async -> CommitID? { await remotes.rememberedTip(of: branch) }

    func read(
        _ patterns: [FilePattern], at commit: CommitID, of remote: RemoteURL
    ) async throws(Problem) -> FoundFiles {
        try await remotes.read(patterns, at: commit, of: remote)
    }

    func promotions(
        from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> [CommitTrailers] {
        try await remotes.promotions(from: tip, downTo: base, of: remote, limit: limit)
    }

    func writers(
        of patterns: [FilePattern], from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> Writers {
        try await remotes.writers(of: patterns, from: tip, downTo: base, of: remote, limit: limit)
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID, in remote: RemoteURL) async throws(Problem) -> Bool {
        try await remotes.isAncestor(ancestor, of: commit, in: remote)
    }

    func changes(
        from: CommitID?, to: CommitID, of remote: RemoteURL, limit: Int, deadline: Duration
    ) async throws(Problem) -> ChangeLog {
        try await reach(remote)
        return try await remotes.changes(from: from, to: to, of: remote, limit: limit, deadline: deadline)
    }

    func send(
        _ requests: [CommitRequest], to branch: Branch, deadline: Duration,
        authorize: @escaping @Sendable (String) async -> Bool
    ) async -> [String: SendOutcome] {
        do {
            try await reach(branch.remote)
        } catch {
            return Dictionary(requests.map { ($0.key, .failed(error)) }, uniquingKeysWith: { $1 })
        }
        return await remotes.send(requests, to: branch, deadline: deadline, authorize: authorize)
    }

    func put(
        _ request: CommitRequest, on base: Branch, as own: OwnBranch, deadline: Duration,
        authorize: @escaping @Sendable () async -> Bool
    ) async -> OwnBranchOutcome {
        do {
            try await reach(base.remote)
        } catch {
            return .failed(error)
        }
        return await remotes.put(request, on: base, as: own, deadline: deadline, authorize: authorize)
    }

    func probePush(to remote: RemoteURL, deadline: Duration) async throws(Problem) {
        try await reach(remote)
        try await remotes.probePush(to: remote, deadline: deadline)
    }

    func tags(of remote: RemoteURL, deadline: Duration) async throws(Problem) -> [GitTag] {
        try await remotes.tags(of: remote, deadline: deadline)
    }

    func head(of branch: Branch, deadline: Duration) async throws(Problem) -> GitTag? {
        try await remotes.head(of: branch, deadline: deadline)
    }
}
