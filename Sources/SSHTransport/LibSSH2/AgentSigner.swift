internal import CSSH2
internal import Glibc

/// Lends one of an agent's keys to libssh2, which calls back for the signature.
final class AgentSigner {
    private let agent: AgentClient
    private let key: HostKey
    /// Why the agent did not sign.
    private(set) var failure: TransportFailure?

    init(_ agent: AgentClient, _ key: HostKey) {
        self.agent = agent
        self.key = key
    }

    /// One step of `libssh2_userauth_publickey`.
    func authenticate(_ session: OpaquePointer, user: String) -> Int32 {
        var context: UnsafeMutableRawPointer? = Unmanaged.passUnretained(self).toOpaque()
        return withExtendedLifetime(self) {
            libssh2_userauth_publickey(
                session, user, key.blob, key.blob.count,
                { _, signature, length, data, count, context in
                    guard let signature, let length, let data, let signer = context?.pointee else { return -1 }
                    return Unmanaged<AgentSigner>.fromOpaque(signer).takeUnretainedValue()
                        .sign(UnsafeRawBufferPointer(start: data, count: count), signature, length)
                }, &context)
        }
    }

    /// The library frees the signature with its own allocator, which is the C library's.
    private func sign(
        _ data: UnsafeRawBufferPointer, _ signature: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>,
        _ length: UnsafeMutablePointer<Int>
    ) -> Int32 {
        do throws(TransportFailure) {
            let bytes = try agent.sign(Array(data), with: key)
            guard let memory = malloc(max(1, bytes.count)) else { return -1 }
            memory.copyMemory(from: bytes, byteCount: bytes.count)
            signature.pointee = memory.assumingMemoryBound(to: UInt8.self)
            length.pointee = bytes.count
            return 0
        } catch {
            failure = error
            return -1
        }
    }
}
