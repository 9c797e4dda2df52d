/// Git services over libssh2, on one connection that is kept for the next service.
final class LibSSH2Transport: GitTransport {
    let endpoint: SSHEndpoint
    private let identity: SSHIdentity
    private let resolver: Resolver
    private let memory: ServerMemory
    private var session: LibSSH2Session?

    init(_ endpoint: SSHEndpoint, identity: SSHIdentity, resolver: Resolver, memory: ServerMemory) {
        self.endpoint = endpoint
        self.identity = identity
        self.resolver = resolver
        self.memory = memory
    }

    var isIdleSessionOpen: Bool { session.map { $0.isUsable && $0.open == 0 } ?? false }

    func open(
        _ service: GitService, path: String, deadline: Deadline, cancellation: Cancellation
    ) throws(TransportFailure) -> any GitChannel {
        let waiter = Waiter(endpoint: endpoint, deadline: deadline, cancellation: cancellation)
        let command = service.command(path: path)
        if let channel = try reuse(command, waiter) { return channel }
        let fresh = try connect(waiter)
        let channel = try fresh.start(command, waiter)
        if !memory.allowsOneChannelASession(endpoint) { session = fresh }
        return channel
    }

    func close() {
        session?.drop()
        session = nil
    }

    /// A channel on the kept connection; nil when there is none or it is of no use any more.
    ///
    /// A connection that died unnoticed shows here, where nothing has been asked of the server yet, so that a fresh one
    /// is safe. It gets half of the time at most, so that the fresh one has the rest.
    private func reuse(_ command: String, _ waiter: Waiter) throws(TransportFailure) -> LibSSH2Channel? {
        guard let kept = session, kept.isUsable else {
            // Its channels may still want to report their own end of it.
            if session?.open == 0 { session?.drop() }
            session = nil
            return nil
        }
        do {
            return try start(command, on: kept, waiter.limited(to: min(waiter.deadline.remaining / 2, .seconds(10))))
        } catch {
            session = nil
            switch error.reason {
            case .connectionLost, .protocolError: return nil
            case .timedOut:
                try waiter.check(during: .openingChannel)
                return nil
            case .serviceRefused where kept.isAlive:
                // Refused with others open: only that many at once. Refused alone: never a second one.
                if kept.open == 0 {
                    memory.rememberOneChannelASession(endpoint)
                    kept.drop()
                }
                return nil
            default: throw error
            }
        }
    }

    private func start(
        _ command: String, on kept: LibSSH2Session, _ waiter: Waiter
    ) throws(TransportFailure) -> LibSSH2Channel {
        do {
            return try kept.start(command, waiter)
        } catch {
            // The server may still be clearing the last channel away; by the second question it has.
            guard case .serviceRefused = error.reason, kept.isAlive, kept.open == 0 else { throw error }
            return try kept.start(command, waiter)
        }
    }

    private func connect(_ waiter: Waiter) throws(TransportFailure) -> LibSSH2Session {
        let known = try KnownHosts(reading: identity.knownHosts, for: endpoint)
        let key = try PrivateKey(identity, for: endpoint)
        if let type = key?.header.type, type != "ecdsa-sha2", !LibSSH2.canAuthenticate(with: type) {
            throw waiter.failure(.needsOpenSSH(why: "the user's key is of type \(type)"))
        }
        let algorithms = LibSSH2.hostKeyAlgorithms(for: known.pinnedTypes)
        if algorithms.isEmpty {
            if !known.pinned.isEmpty {
                throw waiter.failure(
                    .needsOpenSSH(
                        why:
                            "known_hosts has only a key of type \(known.pinnedTypes.joined(separator: ", ")) for the server"
                    ))
            }
            if known.hasCertificateAuthority {
                throw waiter.failure(
                    .needsOpenSSH(why: "known_hosts trusts only a certificate authority for the server"))
            }
        }
        let session = try dial(waiter)
        let offered = try handshake(session, algorithms, known, waiter)
        try judge(offered, known, waiter)
        try session.authenticate(identity, key, waiter)
        return session
    }

    private func dial(_ waiter: Waiter) throws(TransportFailure) -> LibSSH2Session {
        let addresses = try resolver.resolve(waiter)
        return try LibSSH2Session(try TCPSocket(connectingTo: addresses, waiter), waiter)
    }

    /// Without a common algorithm the server lacks the pinned types: a second look names the key that it has.
    private func handshake(
        _ session: LibSSH2Session, _ algorithms: [String], _ known: KnownHosts, _ waiter: Waiter
    ) throws(TransportFailure) -> HostKey {
        do {
            return try session.handshake(algorithms: algorithms, waiter)
        } catch {
            guard case .noCommonAlgorithm = error.reason, !algorithms.isEmpty else { throw error }
            if known.pinnedTypes.contains(where: { LibSSH2.hostKeyAlgorithms(for: [$0]).isEmpty }) {
                throw waiter.failure(
                    .needsOpenSSH(
                        why: "the server proves none of the host key types \(algorithms.joined(separator: ", "))"))
            }
            return try dial(waiter).handshake(algorithms: [], waiter)
        }
    }

    private func judge(_ offered: HostKey, _ known: KnownHosts, _ waiter: Waiter) throws(TransportFailure) {
        switch known.verdict(on: offered) {
        case .trusted: return
        case .unknown: throw waiter.failure(.hostKeyUnknown(offered: offered))
        case .mismatch: throw waiter.failure(.hostKeyMismatch(offered: offered, pinned: known.pinned))
        case .revoked: throw waiter.failure(.hostKeyRevoked(offered: offered))
        }
    }
}
