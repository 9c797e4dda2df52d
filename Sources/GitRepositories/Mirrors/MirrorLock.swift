import Glibc

/// Keeps a mirror to one process. The kernel lets go of it when the process ends, however it ends.
final class MirrorLock {
    private let descriptor: Int32

    enum Failure: Error {
        case heldByAnother
        case system(errno: Int32)
    }

    init(at path: String) throws(Failure) {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw .system(errno: errno) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            throw reason == EWOULDBLOCK ? .heldByAnother : .system(errno: reason)
        }
    }

    deinit { close(descriptor) }
}
