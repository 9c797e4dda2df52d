import CLinux
import Glibc

/// A pipe that ends a `poll` from another thread.
final class WakePipe: Sendable {
    /// Readable once, and for ever after, `wake` was called.
    let reading: Int32
    private let writing: Int32

    /// Nil, with `errno`, where the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe2(&ends, O_CLOEXEC | O_NONBLOCK) == 0 else { return nil }
        reading = ends[0]
        writing = ends[1]
    }

    deinit {
        close(reading)
        close(writing)
    }

    func wake() {
        var byte: UInt8 = 1
        _ = write(writing, &byte, 1)
    }
}
