internal import Glibc

/// What one operation may wait for: until when, and who can stop it.
struct Waiter {
    let endpoint: SSHEndpoint
    var deadline: Deadline
    let cancellation: Cancellation

    enum Outcome { case ready, paused, timedOut, cancelled }

    /// Waits until one of `descriptors` is ready; `paused` after `cap` milliseconds without an event.
    ///
    /// A deadline that has passed and a cancellation win over readiness, so that a peer who never stops sending cannot
    /// hold anybody.
    func wait(_ descriptors: inout [pollfd], cap: Int32 = 15_000) -> Outcome {
        let started = ContinuousClock.now
        // Without an eventfd the flag must be looked at by the clock.
        let cap = cancellation.descriptor >= 0 ? cap : min(cap, 50)
        descriptors.append(pollfd(fd: cancellation.descriptor, events: Int16(POLLIN), revents: 0))
        defer { descriptors.removeLast() }
        while true {
            if cancellation.isCancelled { return .cancelled }
            if deadline.hasPassed { return .timedOut }
            let count = poll(&descriptors, nfds_t(descriptors.count), deadline.pollTimeout(cap: cap))
            if cancellation.isCancelled { return .cancelled }
            if count > 0 { return .ready }
            // EINTR and ENOMEM are both worth another round; the deadline ends it.
            if count == 0, !deadline.hasPassed, started.duration(to: .now) >= .milliseconds(Int(cap)) { return .paused }
        }
    }

    /// Waits for one descriptor and throws what ended the wait without it.
    func wait(for events: Int32, on descriptor: Int32, during step: TransportFailure.Step) throws(TransportFailure) {
        var descriptors = [pollfd(fd: descriptor, events: Int16(events), revents: 0)]
        while true {
            switch wait(&descriptors) {
            case .ready: return
            case .paused: continue
            case .timedOut: throw failure(.timedOut(during: step))
            case .cancelled: throw failure(.cancelled(during: step))
            }
        }
    }

    /// Throws if the deadline has passed or somebody cancelled.
    func check(during step: TransportFailure.Step) throws(TransportFailure) {
        if cancellation.isCancelled { throw failure(.cancelled(during: step)) }
        if deadline.hasPassed { throw failure(.timedOut(during: step)) }
    }

    /// The same with a deadline no later than `duration` from now.
    func limited(to duration: Duration) -> Waiter {
        Waiter(endpoint: endpoint, deadline: min(deadline, .after(duration)), cancellation: cancellation)
    }

    func failure(_ reason: TransportFailure.Reason) -> TransportFailure { TransportFailure(endpoint, reason) }
}
