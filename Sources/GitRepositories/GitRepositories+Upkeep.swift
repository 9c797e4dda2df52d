import Promotion
import Synchronization

extension GitRepositories {
    /// Closes what nobody uses, until the task is cancelled; then closes everything.
    package func run() async {
        let clock = ContinuousClock()
        while (try? await clock.sleep(for: .seconds(30))) != nil {
            for url in sessions.takeIdle(since: clock.now - settings.limits.idleSession) { closeSession(of: url) }
            let moment = clock.now - settings.limits.idleMirror
            for remote in remotes.withLock({ Array($0.values) }) {
                guard let use = remote.lastUse.withLock({ $0 }), use < moment else { continue }
                try? await remote.exclusively(within: .seconds(1)) { remote, _ in remote.close() }
            }
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

    /// Keeps the number of open sessions and of packs small, after each conversation with the server.
    func lookAfter(_ remote: Remote) async {
        if await remote.isSessionOpen {
            if let other = sessions.touch(remote.url, at: .now) { closeSession(of: other) }
        } else {
            sessions.forget(remote.url)
        }
        // Without it everything works, only slower: the next conversation tries again.
        try? await remote.exclusively(within: localDeadline) { remote, _ in try remote.maintain() }
    }

    private func closeSession(of url: RemoteURL) {
        guard let remote = remotes.withLock({ $0[url] }) else { return }
        Task { try? await remote.exclusively(within: localDeadline) { remote, _ in remote.closeSession() } }
    }
}
