import Foundation
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

extension Fixture {
    /// A key that the server does not accept.
    func unauthorizedKey(_ name: String = "stranger") throws -> String {
        let path = server.directory.file(name)
        try run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path])
        return path
    }
}

/// The same behind a proxy that can misbehave.
struct ProxiedFixture {
    let fixture: Fixture
    let proxy: CuttingProxy
    private let endpoint: SSHEndpoint
    private let identity: SSHIdentity

    var repository: String { fixture.repository }

    init(_ behaviour: CuttingProxy.Behaviour = .forward, configuration: [String] = []) throws {
        fixture = try Fixture(configuration: configuration)
        proxy = try CuttingProxy(to: fixture.server.port, behaviour)
        endpoint = try fixture.server.endpoint(port: proxy.port)
        let line = "[127.0.0.1]:\(proxy.port) \(try fixture.server.hostKey())\n"
        identity = SSHIdentity(
            key: .file(path: fixture.key),
            knownHosts: [try fixture.server.directory.write(line, to: "known_hosts_proxy")])
    }

    func transport(_ preference: SSHTransports.Preference) -> any GitTransport {
        SSHTransports().make(endpoint, identity: identity, preference: preference)
    }
}

/// Runs something on a thread of its own.
final class InBackground<Value: Sendable>: @unchecked Sendable {
    private let done = DispatchSemaphore(value: 0)
    private var result: Value?

    init(_ body: @escaping @Sendable () -> Value) {
        Thread.detachNewThread {
            self.result = body()
            self.done.signal()
        }
    }

    /// Waits for it.
    var value: Value {
        done.wait()
        defer { done.signal() }
        return result!
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
        let text = try channel.readAdvertisement()
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

    /// Reads the references that every service tells first.
    @discardableResult
    func readAdvertisement() throws -> String {
        var text = ""
        while !text.hasSuffix("0000") { text += try read() }
        return text
    }

    func readOrEnd() throws(TransportFailure) -> String {
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        let result = buffer.withUnsafeMutableBytes { bytes -> Result<Int, TransportFailure> in
            do throws(TransportFailure) { return .success(try read(into: bytes)) } catch { return .failure(error) }
        }
        return String(decoding: buffer[..<(try result.get())], as: UTF8.self)
    }

    func write(_ text: String) throws(TransportFailure) { try write(Array(text.utf8)) }

    func write(_ bytes: [UInt8]) throws(TransportFailure) {
        let result = bytes.withUnsafeBytes { raw -> Result<Void, TransportFailure> in
            do throws(TransportFailure) { return .success(try write(raw)) } catch { return .failure(error) }
        }
        try result.get()
    }
}
