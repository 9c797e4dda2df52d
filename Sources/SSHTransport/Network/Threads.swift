internal import Foundation

/// Runs `body` on a thread of its own that nobody waits for.
func detachThread(_ body: @escaping @Sendable () -> Void) {
    Thread.detachNewThread(body)
}
