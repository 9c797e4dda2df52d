internal import CSSH2
internal import Glibc

/// Receives for libssh2, and hides from it that the peer is gone.
///
/// The library would forget what it has queued, the service's last words among it, and give codes that mean other things
/// ("no algorithm in common" for a connection cut in the key exchange). So it is told to wait; whoever would wait for the
/// socket then finds the truth here.
final class PeerWatch {
    /// Why nothing more will come; nil while something may.
    private(set) var problem: String?

    /// Makes the session receive through this object, which must outlive it.
    func attach(to session: OpaquePointer) {
        libssh2_session_abstract(session).pointee = Unmanaged.passUnretained(self).toOpaque()
        let receive: Receive = { socket, buffer, count, flags, context in
            guard let context = context?.pointee else { return -Int(EAGAIN) }
            return Unmanaged<PeerWatch>.fromOpaque(context).takeUnretainedValue().receive(socket, buffer, count, flags)
        }
        libssh2_session_callback_set(
            session, LIBSSH2_CALLBACK_RECV, unsafeBitCast(receive, to: UnsafeMutableRawPointer.self))
    }

    /// `LIBSSH2_RECV_FUNC`.
    private typealias Receive =
        @convention(c) (
            Int32, UnsafeMutableRawPointer?, Int, Int32, UnsafeMutablePointer<UnsafeMutableRawPointer?>?
        ) -> Int

    /// Bytes received, or a negative `errno`.
    private func receive(_ socket: Int32, _ buffer: UnsafeMutableRawPointer?, _ count: Int, _ flags: Int32) -> Int {
        while true {
            let received = recv(socket, buffer, count, flags)
            if received > 0 { return received }
            if received < 0, errno == EINTR { continue }
            if received == 0 {
                problem = "the server closed it"
            } else if errno != EAGAIN {
                problem = systemError()
            }
            return -Int(EAGAIN)
        }
    }
}
