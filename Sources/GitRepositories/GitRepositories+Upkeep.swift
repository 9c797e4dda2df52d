import Promotion
import Synchronization

extension GitRepositories {
    /// Closes what nobody uses, until the task is cancelled; then closes everything.
    package func run() async {
        let clock = ContinuousClock()
        while (try? await clock.sleep(for: .seconds(30))) != nil {
            closeIdle(at: clock.now)
        }
        await close()
    }

    /// Closes every connection and every mirror. What comes after opens them again.
    package func close() async {
        for remote in remotes.withLock({ Array($0.values) }) {
            // One that hangs keeps what it has until its own deadline.
            try? await remote.exclusively(within: .seconds(5)) { remote, _ in remote.close() }
        }
    }

    func closeIdle(at now: ContinuousClock.Instant) {
        for url in sessions.takeIdle(since: now - settings.limits.idleSession) { closeSession(of: url) }
        for url in mirrors.takeIdle(since: now - settings.limits.idleMirror) { close(url) }
    }

    /// Keeps few sessions, mirrors and packs, after each conversation with a server.
    func lookAfter(_ remote: Remote) async {
        if await remote.isSessionOpen {
            if let other = sessions.touch(remote.url, at: .now) { closeSession(of: other) }
        } else {
            sessions.forget(remote.url)
        }
        if let other = mirrors.touch(remote.url, at: .now) { close(other) }
        await maintain(remote)
    }

    /// Puts small packs together. Without it everything works, only slower: the next conversation tries again.
    private func maintain(_ remote: Remote) async {
        let merge = try? await remote.exclusively(within: localDeadline) { remote, _ in try remote.beginMaintenance() }
        guard let merge = merge ?? nil else { return }
        // Beside what is done with the remote, which may not stand still for it.
        let name = await withCheckedContinuation { continuation in
            pool.submit { continuation.resume(returning: try? merge.write()) }
        }
        // However long the others take: what was begun has to be ended.
        try? await remote.exclusively(within: .seconds(3600)) { remote, _ in try remote.endMaintenance(merge, name) }
    }

    private func closeSession(of url: RemoteURL) { inBackground(url) { remote in remote.closeSession() } }

    private func close(_ url: RemoteURL) { inBackground(url) { remote in remote.close() } }

    private func inBackground(_ url: RemoteURL, _ body: @escaping @Sendable (isolated Remote) -> Void) {
        guard let remote = remotes.withLock({ $0[url] }) else { return }
        Task { try? await remote.exclusively(within: localDeadline) { remote, _ in body(remote) } }
    }
}
