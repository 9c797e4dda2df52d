internal import Foundation
internal import Glibc

/// Asks an SSH agent for its keys and signatures (draft-ietf-sshm-ssh-agent), under the same deadline and cancellation
/// as everything else: libssh2's own client waits for a hung agent for ever.
final class AgentClient {
    /// An agent's answers are small; more is not an agent.
    private static let cap: UInt32 = 256 * 1024

    private enum Message {
        static let requestIdentities: UInt8 = 11
        static let identitiesAnswer: UInt8 = 12
        static let signRequest: UInt8 = 13
        static let signResponse: UInt8 = 14
    }

    private let waiter: Waiter
    private let descriptor: Descriptor

    /// Connects to `socket`, or to `$SSH_AUTH_SOCK`.
    init(socket: String?, _ waiter: Waiter) throws(TransportFailure) {
        self.waiter = waiter
        guard let path = socket ?? ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"], !path.isEmpty else {
            throw waiter.failure(.agentUnusable(problem: "SSH_AUTH_SOCK is not set"))
        }
        let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = Descriptor(Glibc.socket(AF_UNIX, type, 0))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let fits = withUnsafeMutableBytes(of: &address.sun_path) { target in
            guard path.utf8.count < target.count else { return false }
            target.copyBytes(from: path.utf8)
            return true
        }
        guard fits else { throw waiter.failure(.agentUnusable(problem: "the socket's path is too long")) }
        let code = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard code == 0 else {
            throw waiter.failure(.agentUnusable(problem: "\(path.escaped): \(systemError())"))
        }
    }

    /// The agent's keys, or the one among them that `chosen` names (a line as in a `.pub` file).
    func keys(chosen: String?) throws(TransportFailure) -> [HostKey] {
        var answer = WireReader(try ask([Message.requestIdentities]))
        guard answer.byte() == Message.identitiesAnswer, let count = answer.uint32() else { throw malformed() }
        var keys: [HostKey] = []
        for _ in 0..<count {
            guard let blob = answer.string(), answer.string() != nil else { throw malformed() }
            if let key = HostKey(blob: blob) { keys.append(key) }
        }
        if let chosen {
            let words = chosen.split(separator: " ")
            guard words.count >= 2, let blob = Data(base64Encoded: String(words[1])) else {
                throw waiter.failure(
                    .agentUnusable(problem: "the public key that chooses one is not a line of a .pub file"))
            }
            keys = keys.filter { $0.blob == Array(blob) }
        }
        guard !keys.isEmpty else {
            throw waiter.failure(
                .agentUnusable(problem: chosen == nil ? "it has no keys" : "it does not have the chosen key"))
        }
        return keys
    }

    /// The bare signature of `data`, without the algorithm's name.
    func sign(_ data: [UInt8], with key: HostKey) throws(TransportFailure) -> [UInt8] {
        var request = WireWriter()
        request.byte(Message.signRequest)
        request.string(key.blob)
        request.string(data)
        request.uint32(Self.flags(for: data))
        var answer = WireReader(try ask(request.bytes))
        guard answer.byte() == Message.signResponse, let signature = answer.string() else {
            throw waiter.failure(.agentUnusable(problem: "it refused to sign with \(key)"))
        }
        var fields = WireReader(signature)
        guard fields.string() != nil, let bare = fields.string() else { throw malformed() }
        return bare
    }

    /// For an RSA key: which hash, from the algorithm that the data to sign names (RFC 4252, section 7).
    private static func flags(for data: [UInt8]) -> UInt32 {
        var reader = WireReader(data)
        guard reader.string() != nil, reader.byte() == 50, reader.string() != nil, reader.string() != nil,
            reader.string() != nil, reader.byte() != nil
        else { return 0 }
        return switch reader.text() {
        case "rsa-sha2-256": 2
        case "rsa-sha2-512": 4
        default: 0
        }
    }

    private func ask(_ message: [UInt8]) throws(TransportFailure) -> [UInt8] {
        var framed = WireWriter()
        framed.string(message)
        var rest = framed.bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            if count > 0 { rest = rest.dropFirst(count) } else { try waitOrFail(POLLOUT) }
        }
        var header = WireReader(try receive(4))
        guard let count = header.uint32(), (1...Self.cap).contains(count) else { throw malformed() }
        return try receive(Int(count))
    }

    private func receive(_ count: Int) throws(TransportFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: count)
        while bytes.count < count {
            let got = recv(descriptor.number, &buffer, count - bytes.count, 0)
            if got > 0 {
                bytes.append(contentsOf: buffer[..<got])
            } else if got == 0 {
                throw waiter.failure(.agentUnusable(problem: "it closed the connection"))
            } else {
                try waitOrFail(POLLIN)
            }
        }
        return bytes
    }

    /// After a call that failed: sleeps if it would have blocked.
    private func waitOrFail(_ events: Int32) throws(TransportFailure) {
        guard errno == EAGAIN || errno == EINTR else {
            throw waiter.failure(.agentUnusable(problem: systemError()))
        }
        try waiter.wait(for: events, on: descriptor.number, during: .authenticating)
    }

    private func malformed() -> TransportFailure {
        waiter.failure(.agentUnusable(problem: "its answer is malformed"))
    }
}
