/// Events in the order of their text: an array that does less for each of them.
struct FastLog: ~Copyable {
    private var storage: UnsafeMutablePointer<FastEvent>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int) {
        self.capacity = max(capacity, 64)
        storage = .allocate(capacity: self.capacity)
    }

    deinit { storage.deallocate() }

    /// Valid until the log changes or ends.
    var events: UnsafeBufferPointer<FastEvent> { UnsafeBufferPointer(start: storage, count: count) }

    /// Forgets all events, and keeps the memory.
    mutating func removeAll() { count = 0 }

    @inline(__always)
    mutating func append(_ event: FastEvent) {
        if count == capacity { grow() }
        (storage + count).initialize(to: event)
        count += 1
    }

    private mutating func grow() {
        capacity *= 2
        let larger = UnsafeMutablePointer<FastEvent>.allocate(capacity: capacity)
        larger.moveInitialize(from: storage, count: count)
        storage.deallocate()
        storage = larger
    }
}
