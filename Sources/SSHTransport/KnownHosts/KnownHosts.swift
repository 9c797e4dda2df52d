/// What known_hosts files say of one server.
struct KnownHosts: Sendable, Equatable {
    enum Verdict: Equatable { case trusted, unknown, mismatch, revoked }

    /// The keys that the server may have, in the files' order.
    let pinned: [HostKey]
    let revoked: [HostKey]
    /// Whether a certificate authority is trusted for the server; only OpenSSH's `ssh` can use that.
    let hasCertificateAuthority: Bool

    /// Reads every file anew, so that a change holds from the next connection on.
    init(reading paths: [String], for endpoint: SSHEndpoint) throws(TransportFailure) {
        var files: [KnownHostsFile] = []
        for path in paths { files.append(try Self.file(path, for: endpoint)) }
        self.init(files, for: endpoint)
    }

    init(_ files: [KnownHostsFile], for endpoint: SSHEndpoint) {
        let lines = files.flatMap(\.lines)
        let named = lines.filter { $0.hosts.matches(endpoint.knownHostsName) }
        // As OpenSSH does: without an entry for the port, those of the host itself speak for it.
        let plain = endpoint.port == 22 ? [] : lines.filter { $0.hosts.matches(endpoint.host) }
        let trusting = named.contains { $0.marker != .revoked } ? named : plain
        pinned = trusting.filter { $0.marker == .none }.map(\.key)
        revoked = (named + plain).filter { $0.marker == .revoked }.map(\.key)
        hasCertificateAuthority = trusting.contains { $0.marker == .certificateAuthority }
    }

    /// The pinned keys' types without repetition, for asking the server.
    var pinnedTypes: [String] {
        pinned.map(\.type).reduce(into: []) { types, type in
            if !types.contains(type) { types.append(type) }
        }
    }

    /// A revoked key is refused even where another line pins it.
    func verdict(on key: HostKey) -> Verdict {
        if revoked.contains(where: { $0.blob == key.blob }) { return .revoked }
        if pinned.contains(where: { $0.blob == key.blob }) { return .trusted }
        return pinned.isEmpty ? .unknown : .mismatch
    }

    private static func file(_ path: String, for endpoint: SSHEndpoint) throws(TransportFailure) -> KnownHostsFile {
        let bytes: [UInt8]
        do {
            bytes = try SmallFile.read(path, cap: KnownHostsFile.cap)
        } catch {
            throw TransportFailure(endpoint, .knownHostsInvalid(path: path, line: nil, problem: error.description))
        }
        do {
            return try KnownHostsFile(String(decoding: bytes, as: UTF8.self))
        } catch {
            throw TransportFailure(endpoint, .knownHostsInvalid(path: path, line: error.line, problem: error.problem))
        }
    }
}
