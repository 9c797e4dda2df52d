import Synchronization

/// One value for each key, made when it is first asked for.
final class KeyedValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private let make: @Sendable (Key) -> Value
    private let values = Mutex<[Key: Value]>([:])

    init(_ make: @escaping @Sendable (Key) -> Value) {
        self.make = make
    }

    subscript(key: Key) -> Value {
        values.withLock { values in
            if let value = values[key] { return value }
            let value = make(key)
            values[key] = value
            return value
        }
    }
}
