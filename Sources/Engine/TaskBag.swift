import Foundation

/// Tasks under way, so that they can be cancelled and waited for.
struct TaskBag {
    private var tasks: [UUID: Task<Void, Never>] = [:]

    mutating func add(_ id: UUID, _ task: Task<Void, Never>) { tasks[id] = task }
    mutating func remove(_ id: UUID) { tasks[id] = nil }
    var isEmpty: Bool { tasks.isEmpty }

    /// Cancels all of them, and returns when the last has ended.
    func cancelAll() async {
        for task in tasks.values { task.cancel() }
        for task in tasks.values { await task.value }
    }
}

extension Engine {
    /// Runs something outside the actor, and forgets it when it ends.
    func spawn(_ body: @escaping @Sendable () async -> Void) {
        let id = UUID()
        tasks.add(
            id,
            Task { [weak self] in
                await body()
                await self?.forget(id)
            })
    }

    private func forget(_ id: UUID) {
        tasks.remove(id)
        resumeIdlers()
    }
}
