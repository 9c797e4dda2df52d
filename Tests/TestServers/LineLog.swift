import Foundation

/// Collects what a server logs, and lets a test wait for a text in it.
package final class LineLog: Sendable {
    private final class State: @unchecked Sendable {
        let condition = NSCondition()
        var text = ""
    }

    private let state = State()

    package var text: String { state.condition.withLock { state.text } }

    /// Reads `file` to its end on a thread of its own.
    func follow(_ file: FileHandle) {
        let state = state
        Thread.detachNewThread {
            while true {
                let data = file.availableData
                if data.isEmpty { return }
                state.condition.withLock {
                    state.text += String(decoding: data, as: UTF8.self)
                    state.condition.broadcast()
                }
            }
        }
    }

    /// Waits until the log has `words`; false when it has not within the time.
    package func wait(for words: String, seconds: Double) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        return state.condition.withLock {
            while !state.text.contains(words) {
                guard state.condition.wait(until: end) else { return state.text.contains(words) }
            }
            return true
        }
    }
}
