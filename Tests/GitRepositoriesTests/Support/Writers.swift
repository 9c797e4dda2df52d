import Foundation
import Synchronization
import TestServers

/// Other people: clones that commit and push to one branch without pause, by the git command line.
final class Writers: Sendable {
    private let folder: TemporaryDirectory
    private let clones: [String]
    private let state = Mutex((running: true, pushed: Set<String>()))
    private let group = DispatchGroup()
    /// One element for each push of theirs that was accepted.
    let accepted: AsyncStream<Void>
    private let signal: AsyncStream<Void>.Continuation

    init(_ count: Int, repository: String) throws {
        let folder = try TemporaryDirectory("writers")
        self.folder = folder
        (accepted, signal) = AsyncStream.makeStream()
        clones = try (0..<count).map { number in
            let clone = folder.file("clone-\(number)")
            try run(["git", "clone", "-q", repository, clone])
            try run(["git", "-C", clone, "config", "user.name", "Writer \(number)"])
            try run(["git", "-C", clone, "config", "user.email", "writer\(number)@example.com"])
            return clone
        }
    }

    func start() {
        for clone in clones {
            group.enter()
            Thread.detachNewThread { [self] in
                while state.withLock({ $0.running }) { push(from: clone) }
                group.leave()
            }
        }
    }

    /// Ends them and answers the commits whose push was accepted.
    func stop() throws -> Set<String> {
        state.withLock { $0.running = false }
        group.wait()
        return state.withLock { $0.pushed }
    }

    private func push(from clone: String) {
        let git = ["git", "-C", clone]
        _ = try? run(git + ["commit", "-q", "--allow-empty", "-m", UUID().uuidString])
        _ = try? run(git + ["pull", "-q", "--rebase"], allowFailure: true)
        guard let result = try? run(git + ["push", "-q", "origin", "HEAD:main"], allowFailure: true),
            result.status == 0,
            let commit = try? run(git + ["rev-parse", "HEAD"]).output
        else { return }
        state.withLock { _ = $0.pushed.insert(commit.trimmingCharacters(in: .whitespacesAndNewlines)) }
        signal.yield()
    }
}
