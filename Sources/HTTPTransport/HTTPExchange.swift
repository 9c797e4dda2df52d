import Dispatch
import Synchronization

/// One request, and its answer's body piece by piece: for a thread of the caller's own that may block, or for a task.
///
/// For answers too large to be held, and for those that never end: what nobody has read yet is little more than `capacity`
/// bytes, and then the server has to wait. One thread or one task reads; `wake` and `close` may come from any. An answer that
/// is no success is not poured: `head` has its body. Who has enough before the end must `close`.
package final class HTTPExchange: Sendable {
    /// Why there is nothing to read.
    package enum Interruption: Error, Hashable {
        /// The moment passed by which it should have come.
        case late
        /// `wake` was called, now or before.
        case woken
        case failed(HTTPFailure)
    }

    private struct State {
        var head: HTTPResponse?
        var bytes: [UInt8] = []
        var taken = 0
        var end: Result<HTTPResponse, HTTPFailure>?
        /// The client holds a piece back until there is room.
        var isFull = false
        var isWoken = false
        var isAwaited = false
        /// The task that waits for a change, and how many changes there were.
        var waiter: CheckedContinuation<Void, Never>?
        var changes = 0
        /// Set when somebody waited in vain: a connection that has been silent for so long is not used again.
        var silence: Duration?
        var onRoom: (@Sendable () -> Void)?
        var task: Task<Void, Never>?

        var count: Int { bytes.count - taken }
    }

    private let capacity: Int
    private let state = Mutex(State())
    private let event = DispatchSemaphore(value: 0)

    /// Sends `request`, whose deadline bounds the whole exchange.
    package init(_ request: HTTPRequest, over sender: any HTTPSending, capacity: Int = 4 << 20) {
        self.capacity = capacity
        var request = request
        request.exchange = self
        // On the client's own thread: who blocks here may hold all of the others.
        let task = Task(executorPreference: sender.chainExecutor) { [self, request] in
            do throws(HTTPFailure) {
                finish(.success(try await sender.send(request)))
            } catch {
                finish(.failure(error))
            }
        }
        state.withLock { if $0.end == nil { $0.task = task } }
    }

    /// Whether some of the body has come.
    package var hasBegun: Bool { state.withLock { $0.head != nil } }

    /// The answer without its body, as soon as the first piece of that is here or there will be none.
    ///
    /// Blocks until `moment` at most.
    package func head(by moment: ContinuousClock.Instant) throws(Interruption) -> HTTPResponse {
        try wait(until: moment) { state in
            if let head = state.head { return .success(head) }
            return state.end?.mapError { .failed($0) }
        }
    }

    /// Moves at least one byte of the body, or answers 0 at its end; throws what cut it short.
    ///
    /// Blocks until `moment` at most.
    package func read(
        into buffer: UnsafeMutableRawBufferPointer, by moment: ContinuousClock.Instant
    ) throws(Interruption) -> Int {
        let (count, onRoom) = try wait(until: moment) { state -> Result<Taken, Interruption>? in
            if state.count > 0 { return .success(take(from: &state, into: buffer)) }
            return state.end?.map { _ in (0, nil) }.mapError { .failed($0) }
        }
        onRoom?()
        return count
    }

    /// The same for a task, which is suspended meanwhile; its cancellation is `woken`.
    package func head() async throws(Interruption) -> HTTPResponse {
        try await wait { state in
            if let head = state.head { return .success(head) }
            return state.end?.mapError { .failed($0) }
        }
    }

    /// What has come of the body, or nil at its end, for a task, which is suspended until there is some.
    package func next() async throws(Interruption) -> [UInt8]? {
        let (piece, onRoom) = try await wait { state -> Result<([UInt8]?, (@Sendable () -> Void)?), Interruption>? in
            guard state.count > 0 else { return state.end?.map { _ in (nil, nil) }.mapError { .failed($0) } }
            let piece = state.taken == 0 ? state.bytes : Array(state.bytes[state.taken...])
            state.bytes = []
            state.taken = 0
            return .success((piece, room(in: &state)))
        }
        onRoom?()
        return piece
    }

    /// Ends the wait of whoever reads, now and ever after.
    package func wake() {
        signal { $0.isWoken = true }
    }

    /// Ends the exchange, if it is not over; a connection on which the reader waited in vain is not used again.
    package func close() {
        state.withLock { $0.task }?.cancel()
    }

    /// How long its connection must have been silent to be given up with it; nil keeps the connection.
    var silence: Duration? { state.withLock { $0.silence } }

    /// Takes a piece of the body whole, or answers false: it is then to be offered again when there is room.
    func offer(_ piece: UnsafeRawBufferPointer, head: () -> HTTPResponse) -> Bool {
        signal { state in
            if state.head == nil { state.head = head() }
            state.isFull = state.count > capacity
            if !state.isFull { state.bytes += piece }
            return !state.isFull
        }
    }

    /// Names who is told that there is room again.
    func onRoom(_ handler: @escaping @Sendable () -> Void) {
        state.withLock { $0.onRoom = handler }
    }

    private func finish(_ result: Result<HTTPResponse, HTTPFailure>) {
        signal { state in
            state.end = result
            state.onRoom = nil
            state.task = nil
            // A sender that does not pour has the whole body in its answer.
            if state.head == nil, case .success(let response) = result, response.isSuccess {
                state.bytes = response.body
            }
        }
    }

    /// How many bytes were moved, and who has to be told that there is room.
    private typealias Taken = (Int, (@Sendable () -> Void)?)

    private func take(from state: inout State, into buffer: UnsafeMutableRawBufferPointer) -> Taken {
        let count = min(state.count, buffer.count)
        state.bytes.withUnsafeBytes { bytes in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[state.taken..<state.taken + count]))
        }
        state.taken += count
        if state.taken == state.bytes.count {
            state.bytes.removeAll(keepingCapacity: true)
            state.taken = 0
        }
        return (count, room(in: &state))
    }

    /// Who has to be told that there is room again, if that is so now.
    private func room(in state: inout State) -> (@Sendable () -> Void)? {
        guard state.isFull, state.count <= capacity / 2 else { return nil }
        state.isFull = false
        return state.onRoom
    }

    private func signal<Value: Sendable>(_ change: (inout State) -> Value) -> Value {
        let (value, isAwaited, waiter) = state.withLock { state in
            let value = change(&state)
            state.changes += 1
            defer {
                state.isAwaited = false
                state.waiter = nil
            }
            return (value, state.isAwaited, state.waiter)
        }
        if isAwaited { event.signal() }
        waiter?.resume()
        return value
    }

    private func wait<Value>(
        _ look: (inout State) -> Result<Value, Interruption>?
    ) async throws(Interruption) -> Value {
        while true {
            let (seen, changes) = state.withLock { state -> (Result<Value, Interruption>?, Int) in
                (state.isWoken ? .failure(.woken) : look(&state), state.changes)
            }
            if let seen { return try seen.get() }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let hasChanged = state.withLock { state in
                        if state.changes == changes { state.waiter = continuation }
                        return state.changes != changes
                    }
                    if hasChanged { continuation.resume() }
                }
            } onCancel: {
                wake()
            }
        }
    }

    private func wait<Value>(
        until moment: ContinuousClock.Instant, _ look: (inout State) -> Result<Value, Interruption>?
    ) throws(Interruption) -> Value {
        let begun = ContinuousClock.now
        while true {
            let seen: Result<Value, Interruption>? = state.withLock { state in
                if state.isWoken { return .failure(.woken) }
                if let result = look(&state) { return result }
                if moment <= .now {
                    state.silence = max(begun.duration(to: .now) / 2, .seconds(1))
                    return .failure(.late)
                }
                state.isAwaited = true
                return nil
            }
            if let seen { return try seen.get() }
            let left = min(max(ContinuousClock.now.duration(to: moment), .zero), .seconds(3600))
            // Whatever ended the wait, the next look says why.
            _ = event.wait(timeout: .now() + .nanoseconds(Int(left / .nanoseconds(1))))
        }
    }
}
