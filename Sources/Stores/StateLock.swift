import Foundation
import Glibc
package import Promotion

/// The right to be the one process that works in a state directory, held until it is released or the process ends.
///
/// An advisory lock (`flock`) on a file named `lock`, which holds the process id of the last holder. The kernel gives it up
/// when the process dies, however it dies; the file stays.
package final class StateLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock of `directory`, which must exist. Throws a permanent problem that names the holder where another
    /// has it, in this process or another one.
    package init(directory: String) throws(Problem) {
        let path = directory + "/lock"
        // Close-on-exec: a child that outlived the daemon would otherwise keep the lock.
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .permanent(
                "Cannot open \(path): \(String(cString: strerror(errno))).",
                remedy: "The state directory must exist and be writable by the user that runs sluice.")
        }
        guard Self.take(descriptor) else {
            let reason = errno
            let holder = Self.holder(descriptor)
            close(descriptor)
            guard reason == EWOULDBLOCK else {
                throw .permanent("Cannot lock \(path): \(String(cString: strerror(reason))).")
            }
            throw .permanent(
                "The state directory \(directory) is in use by process \(holder ?? "(unknown)").",
                remedy: "Stop that process, or give this one a state directory of its own.")
        }
        let text = Array("\(getpid())\n".utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, text, text.count, 0)
        // Last of all: an initializer that throws after this would run `deinit`, and close the descriptor twice.
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Tries for a second: a process that is just ending, or a child of it between fork and exec, may still hold the lock.
    private static func take(_ descriptor: Int32) -> Bool {
        for _ in 0..<20 {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { return false }
            usleep(50_000)
        }
        errno = EWOULDBLOCK
        return false
    }

    private static func holder(_ descriptor: Int32) -> String? {
        var bytes = [UInt8](repeating: 0, count: 20)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        let digits = bytes[..<count].prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        return digits.isEmpty ? nil : String(decoding: digits, as: UTF8.self)
    }
}
