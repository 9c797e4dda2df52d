import SSHTransport
import TestServers

/// A server with a repository, a key that it accepts, and the identity that fits.
struct Fixture {
    let server: SSHServer
    let repository: String
    let key: String
    let endpoint: SSHEndpoint
    var identity: SSHIdentity

    init(
        hostKeys: [SSHServer.KeyType] = [.ed25519], pinned: [SSHServer.KeyType]? = nil,
        key type: SSHServer.KeyType = .ed25519, passphrase: String = "", configuration: [String] = []
    ) throws {
        server = try SSHServer(hostKeys: hostKeys, configuration: configuration)
        repository = try server.makeRepository(files: ["README": "hello"])
        key = try server.makeKey(type, passphrase: passphrase)
        endpoint = try server.endpoint()
        identity = SSHIdentity(
            key: .file(path: key, passphrase: passphrase.isEmpty ? nil : SSHSecret(passphrase)),
            knownHosts: [try server.knownHosts(pinned ?? hostKeys)])
    }
}

extension SSHServer {
    func endpoint(port: Int? = nil) throws -> SSHEndpoint {
        try SSHEndpoint(host: "127.0.0.1", port: UInt16(port ?? self.port), user: user)
    }
}

extension GitTransport {
    func open(
        _ service: GitService = .uploadPack, _ path: String, within duration: Duration = .seconds(20),
        cancellation: Cancellation = Cancellation()
    ) throws(TransportFailure) -> any GitChannel {
        try open(service, path: path, deadline: .after(duration), cancellation: cancellation)
    }

    /// Reads the references that the repository advertises: a whole, orderly use of a channel.
    func listReferences(_ path: String, within duration: Duration = .seconds(20)) throws -> String {
        let channel = try open(.uploadPack, path, within: duration)
        var text = ""
        while !text.hasSuffix("0000") { text += try channel.read() }
        try channel.write("0000")
        let end = channel.close()
        guard end.exitStatus == 0 else { throw UnexpectedEnd(end: end) }
        return text
    }
}

struct UnexpectedEnd: Error {
    let end: ChannelEnd
}

extension GitChannel {
    /// Reads once; throws at the end.
    func read() throws -> String {
        let text = try readOrEnd()
        if text.isEmpty { throw UnexpectedEnd(end: close()) }
        return text
    }

    func readOrEnd() throws(TransportFailure) -> String {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let result = buffer.withUnsafeMutableBytes { bytes -> Result<Int, TransportFailure> in
            do throws(TransportFailure) { return .success(try read(into: bytes)) } catch { return .failure(error) }
        }
        return String(decoding: buffer[..<(try result.get())], as: UTF8.self)
    }

    func write(_ text: String) throws(TransportFailure) {
        let bytes = Array(text.utf8)
        let result = bytes.withUnsafeBytes { raw -> Result<Void, TransportFailure> in
            do throws(TransportFailure) { return .success(try write(raw)) } catch { return .failure(error) }
        }
        try result.get()
    }
}
