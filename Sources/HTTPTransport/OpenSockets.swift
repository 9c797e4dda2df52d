internal import CCurl
import Glibc

/// Every socket that libcurl has open; used by the loop's thread alone.
///
/// When a request over HTTP/2 times out, libcurl ends its stream and keeps the connection. If that one is dead or its
/// server stuck, every later request to the host would go the same way for as long as they keep coming.
final class OpenSockets {
    private var descriptors: Set<Int32> = []

    /// Makes libcurl report the sockets that it opens for `easy`. This object has to outlive their connections.
    func follow(_ easy: UnsafeMutableRawPointer) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = sluice_setopt_pointer(easy, CURLOPT_SOCKOPTDATA, context)
        _ = sluice_setopt_pointer(easy, CURLOPT_CLOSESOCKETDATA, context)
        _ = sluice_setopt_socket(easy, CURLOPT_SOCKOPTFUNCTION) { context, socket, _ in
            // Without this they would stay open in every child process.
            _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
            if let context {
                Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue().descriptors.insert(socket)
            }
            return Int32(CURL_SOCKOPT_OK)
        }
        _ = sluice_setopt_close(easy, CURLOPT_CLOSESOCKETFUNCTION) { context, socket in
            if let context {
                Unmanaged<OpenSockets>.fromOpaque(context).takeUnretainedValue().descriptors.remove(socket)
            }
            return close(socket)
        }
    }

    /// Ends the connection of the live transfer `easy` if the server has sent nothing on it for `time`, for whichever
    /// request.
    func abandonConnection(of easy: UnsafeMutableRawPointer, ifSilentFor time: Duration) {
        // libcurl names the socket only after the transfer; its two ports it knows before.
        var local = 0
        var remote = 0
        _ = sluice_getinfo_long(easy, CURLINFO_LOCAL_PORT, &local)
        _ = sluice_getinfo_long(easy, CURLINFO_PRIMARY_PORT, &remote)
        guard local > 0 else { return }
        for socket in descriptors
        where port(of: socket, getsockname) == local && port(of: socket, getpeername) == remote {
            var info = tcp_info()
            var length = socklen_t(MemoryLayout<tcp_info>.size)
            if getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, &info, &length) == 0,
                .milliseconds(Int(info.tcpi_last_data_recv)) >= time
            {
                shutdown(socket, Int32(SHUT_RDWR))
            }
        }
    }

    private func port(
        of socket: Int32, _ name: (Int32, UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) -> Int32
    ) -> Int? {
        var address = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let isKnown = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { name(socket, $0, &length) == 0 }
        }
        guard isKnown else { return nil }
        // The port stands at the same place for both families.
        return withUnsafeBytes(of: address) { Int(UInt16(bigEndian: $0.load(fromByteOffset: 2, as: UInt16.self))) }
    }
}
