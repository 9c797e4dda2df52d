/// Why a transport could not do what it was asked: where, what, and how to mend it.
///
/// `description` is a sentence for a person; it never holds a secret. Texts that a server sent are capped and have their
/// control characters spelled out there.
package struct TransportFailure: Error, Sendable, Equatable {
    package let endpoint: SSHEndpoint
    package let reason: Reason

    package init(_ endpoint: SSHEndpoint, _ reason: Reason) {
        self.endpoint = endpoint
        self.reason = reason
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
        case .cancelled, .knownHostsInvalid, .hostKeyUnknown, .hostKeyMismatch, .hostKeyRevoked, .keyUnreadable,
            .keyNeedsPassphrase, .wrongPassphrase, .agentUnusable, .authenticationFailed, .needsOpenSSH,
            .openSSHUnusable, .noCommonAlgorithm, .remoteFailed:
            false
        }
    }
}
