/// Why a transport could not do what it was asked: where, what, and how to mend it.
///
/// `description` is a sentence for a person; it never holds a secret. Texts that a server sent are capped and have their
/// control characters spelled out there.
package struct TransportFailure: Error, Sendable, Equatable {
    package let server: Server
    package let reason: Reason

    package init(_ endpoint: SSHEndpoint, _ reason: Reason) { self.init(.ssh(endpoint), reason) }

    package init(_ server: Server, _ reason: Reason) {
        self.server = server
        self.reason = reason
    }

    /// Whom it was about.
    package enum Server: Sendable, Equatable {
        case ssh(SSHEndpoint)
        /// An HTTP server, by the name and the port that its address has.
        case web(host: String, port: Int)
    }

    /// The closed set of what can go wrong.
    package enum Reason: Sendable, Equatable {
        case timedOut(during: Step)
        case cancelled(during: Step)

        case nameNotResolved(detail: String, isTemporary: Bool)
        case connectionRefused
        case unreachable(detail: String)
        /// The connection broke. `afterRequestSent`: bytes had been written to the service, which may have acted on them.
        case connectionLost(afterRequestSent: Bool, during: Step, detail: String)

        case knownHostsInvalid(path: String, line: Int?, problem: String)
        case hostKeyUnknown(offered: HostKey?)
        case hostKeyMismatch(offered: HostKey?, pinned: [HostKey])
        case hostKeyRevoked(offered: HostKey?)

        case keyUnreadable(key: String, problem: String)
        case keyNeedsPassphrase(key: String)
        case wrongPassphrase(key: String)
        case agentUnusable(problem: String)
        case authenticationFailed(tried: [String], detail: String)

        /// libssh2 cannot do this and OpenSSH's `ssh` can: an RSA key with libssh2 before 1.11, a certificate.
        case needsOpenSSH(why: String)
        case openSSHUnusable(problem: String)

        /// Client and server share no algorithm of a kind that both need.
        case noCommonAlgorithm(detail: String)

        /// The server did not open a channel or did not start the service.
        case serviceRefused(detail: String)
        /// The service ended: its exit status, nil when it told none, and its standard error.
        case remoteFailed(exitStatus: Int32?, stderr: String)

        /// The HTTP server answered that it does not do it; `words` are its own, as far as they are plain text.
        case refused(status: Int, words: String)
        /// The HTTP server leads to another address, where our credentials do not go.
        case ledElsewhere(detail: String)
        /// No TLS connection whose other end is proven, or plain HTTP where that is not allowed.
        case untrusted(detail: String)
        /// The user name or the token for an HTTP server cannot be read or sent.
        case credentialUnusable(name: String, problem: String)
        case protocolError(during: Step, detail: String)
    }

    /// What was going on.
    package enum Step: String, Sendable {
        case resolvingName = "resolving the host's name"
        case connecting = "connecting"
        case exchangingKeys = "exchanging keys"
        case authenticating = "authenticating"
        /// OpenSSH's `ssh` does not tell how far it is.
        case runningOpenSSH = "waiting for ssh to connect and start the service"
        case openingChannel = "opening a channel"
        case startingService = "starting the service"
        case reading = "waiting for the server"
        case writing = "sending data"
    }

    /// True where the same call may well succeed later with nothing changed by a person.
    package var isTransient: Bool {
        switch reason {
        case .timedOut, .connectionRefused, .unreachable, .connectionLost, .serviceRefused, .protocolError: true
        case .nameNotResolved(_, let isTemporary): isTemporary
        case .refused(let status, _): status == 408 || status == 429 || status >= 500
        case .cancelled, .knownHostsInvalid, .hostKeyUnknown, .hostKeyMismatch, .hostKeyRevoked, .keyUnreadable,
            .keyNeedsPassphrase, .wrongPassphrase, .agentUnusable, .authenticationFailed, .needsOpenSSH,
            .openSSHUnusable, .noCommonAlgorithm, .remoteFailed, .ledElsewhere, .untrusted, .credentialUnusable:
            false
        }
    }

    /// True where the server said that it has not done what it was asked, so that nothing has to be looked up.
    package var isRefusal: Bool {
        if case .refused(let status, _) = reason { (400..<500).contains(status) && status != 408 } else { false }
    }
}
