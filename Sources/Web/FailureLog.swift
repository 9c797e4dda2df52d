import Synchronization

/// Counts wrong tokens by address: after so many different ones within a minute none from there is looked at until the minute
/// is over, which makes guessing hopeless.
///
/// The same wrong token counts once, so that a client with an old token keeps nobody else behind its proxy out.
final class FailureLog: Sendable {
    private struct Window {
        var start: ContinuousClock.Instant
        /// Hashes of the wrong tokens.
        var tokens: Set<String> = []
    }

    static let tokensEachMinute = 20
    /// Beyond so many addresses the oldest window is forgotten: memory is bounded, whoever knocks.
    static let addresses = 4096

    private let now: @Sendable () -> ContinuousClock.Instant
    private let windows = Mutex<[String: Window]>([:])

    init(now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) { self.now = now }

    func isExhausted(_ address: String) -> Bool {
        let now = now()
        return windows.withLock { windows in
            guard let window = windows[address] else { return false }
            guard now - window.start < .seconds(60) else {
                windows[address] = nil
                return false
            }
            return window.tokens.count >= Self.tokensEachMinute
        }
    }

    func note(token hash: String, from address: String) {
        let now = now()
        windows.withLock { windows in
            if windows[address] == nil, windows.count >= Self.addresses,
                let oldest = windows.min(by: { $0.value.start < $1.value.start })
            {
                windows[oldest.key] = nil
            }
            windows[address, default: Window(start: now)].tokens.insert(hash)
        }
    }
}
