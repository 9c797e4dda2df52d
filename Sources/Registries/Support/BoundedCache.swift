import Synchronization

/// Keeps up to `capacity` values, and drops the quarter that was used longest ago when it is full.
final class BoundedCache<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var entries: [Key: (value: Value, used: UInt64)] = [:]
        var uses: UInt64 = 0

        mutating func tick() -> UInt64 {
            uses += 1
            return uses
        }
    }

    private let state = Mutex(State())
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    var count: Int { state.withLock { $0.entries.count } }

    subscript(key: Key) -> Value? {
        get {
            state.withLock { state in
                let use = state.tick()
                guard let value = state.entries[key]?.value else { return nil }
                state.entries[key] = (value, use)
                return value
            }
        }
        set {
            state.withLock { state in
                guard let newValue else {
                    state.entries[key] = nil
                    return
                }
                state.entries[key] = (newValue, state.tick())
                guard state.entries.count > capacity else { return }
                let oldest = state.entries.sorted { $0.value.used < $1.value.used }
                for entry in oldest.prefix(max(1, capacity / 4)) { state.entries[entry.key] = nil }
            }
        }
    }
}
