import Synchronization

/// Sends through another sender by the project's one rate and retry policy.
///
/// | what came back | to GET, HEAD, OPTIONS | to any other method |
/// |---|---|---|
/// | 429, or 503 with Retry-After | its host is left alone that long by everybody; then again | left alone; handed back |
/// | 500, 502, 503, 504 | again after a pause | handed back |
/// | a transient failure | again after a pause | thrown |
/// | anything else | handed back or thrown | handed back or thrown |
///
/// A change is never sent twice: whether that is right only its sender knows (`HTTPFailure.mayHaveBeenProcessed`).
/// A pause that is longer than the patience is not waited for: the answer that asks for it is handed back.
package final class PacedSender<C: Clock>: HTTPSending where C.Duration == Duration {
    private let base: any HTTPSending
    private let retries: RetryPolicy
    private let turnstile: Turnstile
    private let patience: Duration
    private let clock: C
    private let secondsSince1970: @Sendable () -> Int
    private let generator: Mutex<SplitMix64>

    /// - Parameters:
    ///   - patience: how long a request waits for its turn at most.
    ///   - secondsSince1970: the wall clock, for dates in Retry-After.
    ///   - seed: of the jitter.
    package init(
        _ base: any HTTPSending, limits: RateBudget.Limits = .init(), retries: RetryPolicy = .init(),
        patience: Duration = .seconds(120), clock: C, secondsSince1970: @escaping @Sendable () -> Int, seed: UInt64
    ) {
        self.base = base
        self.retries = retries
        self.patience = patience
        self.clock = clock
        self.secondsSince1970 = secondsSince1970
        turnstile = Turnstile(limits, patience: patience, clock: clock)
        generator = Mutex(SplitMix64(seed: seed))
    }

    /// How many requests wait for their turn, by authority (`host`, or `host:port`), for metrics.
    package var waiting: [String: Int] { turnstile.waiting }

    package var chainExecutor: (any TaskExecutor)? { base.chainExecutor }

    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let authority = request.location?.authority else { return try await base.send(request) }
        var failures = 0
        while true {
            let pause: Duration?
            let outcome = await attempt(request, authority)
            failures += 1
            switch outcome {
            case .success(let response): pause = self.pause(after: response, failures, authority)
            case .failure(let failure) where failure.isTransient && !failure.isForLackOfTurn: pause = draw(failures)
            case .failure: pause = nil
            }
            guard let pause, request.isSafe, request.exchange?.hasBegun != true else { return try outcome.get() }
            do {
                try await clock.sleep(for: pause)
            } catch {
                throw HTTPFailure(.cancelled, request.description)
            }
        }
    }

    private func attempt(_ request: HTTPRequest, _ authority: String) async -> Result<HTTPResponse, HTTPFailure> {
        do throws(Turnstile.Refusal) {
            try await turnstile.enter(authority)
        } catch {
            let reason: HTTPFailure.Reason = error == .cancelled ? .cancelled : .timedOut(.turn, patience)
            return .failure(HTTPFailure(reason, request.description))
        }
        defer { turnstile.leave(authority) }
        do throws(HTTPFailure) {
            return .success(try await base.send(request))
        } catch {
            return .failure(error)
        }
    }

    /// The pause before the same request may go again; nil if `response` is what the caller gets.
    private func pause(after response: HTTPResponse, _ failures: Int, _ authority: String) -> Duration? {
        let asked = response.headers["Retry-After"].flatMap { RetryAfter.parse($0, now: secondsSince1970()) }
        switch response.status {
        case 429,
            503 where asked != nil:
            // The turnstile holds the next try back together with everybody else's.
            let isBearable = turnstile.pause(authority, for: asked ?? retries.longestPause(after: failures))
            return isBearable && failures < retries.attempts ? .zero : nil
        case 500, 502...504:
            return draw(failures)
        default:
            return nil
        }
    }

    private func draw(_ failures: Int) -> Duration? {
        generator.withLock { retries.pause(after: failures, using: &$0) }
    }
}

extension HTTPFailure {
    fileprivate var isForLackOfTurn: Bool { if case .timedOut(.turn, _) = reason { true } else { false } }
}
