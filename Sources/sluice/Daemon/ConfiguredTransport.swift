import Configurations
import GitRepositories
import Promotion
import SSHTransport
import Secrets

/// Connects to one repository's server with the credential that the configuration in force has for it.
///
/// Confined to one thread at a time, as every transport.
final class ConfiguredTransport: GitTransport {
    let endpoint: SSHEndpoint
    private let remote: RemoteURL
    private let live: LiveConfiguration
    private let transports: SSHTransports
    private var made: (credential: GitCredential, transport: any GitTransport)?

    init(_ remote: RemoteURL, _ live: LiveConfiguration, _ transports: SSHTransports) throws(SSHRemoteProblem) {
        endpoint = try SSHEndpoint(host: remote.host, port: UInt16(remote.port), user: remote.user)
        self.remote = remote
        self.live = live
        self.transports = transports
    }

    var isIdleSessionOpen: Bool { made?.transport.isIdleSessionOpen ?? false }

    func open(
        _ service: GitService, path: String, deadline: Deadline, cancellation: Cancellation
    ) throws(TransportFailure) -> any GitChannel {
        let transport = try transport()
        do {
            return try transport.open(service, path: path, deadline: deadline, cancellation: cancellation)
        } catch {
            // Secrets may have been rotated: the next try reads them again.
            if !transport.isIdleSessionOpen { made = nil }
            throw error
        }
    }

    func close() {
        made?.transport.close()
        made = nil
    }

    private func transport() throws(TransportFailure) -> any GitTransport {
        let settings = live.current.settings
        guard let credential = settings.gitCredential(for: remote) else {
            throw TransportFailure(
                endpoint,
                .authenticationFailed(tried: [], detail: "no entry of `credentials` in sluice.yaml is for \(remote)"))
        }
        if let made, made.credential == credential { return made.transport }
        close()
        let transport = transports.make(
            endpoint, identity: try identity(credential),
            preference: SSHTransports.Preference(rawValue: credential.transport.rawValue) ?? .automatic)
        made = (credential, transport)
        return transport
    }

    private func identity(_ credential: GitCredential) throws(TransportFailure) -> SSHIdentity {
        let passphrase = try credential.passphrase.map { secret throws(TransportFailure) in
            SSHSecret(try read(secret))
        }
        let key: SSHIdentity.Key =
            switch credential.key {
            case .file(let path): .file(path: path, passphrase: passphrase)
            case .environment(let name): .memory(SSHSecret(try read(.environment(name))), passphrase: passphrase)
            case nil: .agent()
            }
        var options: [OpenSSHOption] = []
        if let jump = credential.jumpHost {
            do {
                options.append(
                    .jumpHost(
                        try SSHEndpoint(host: jump.host, port: UInt16(jump.port), user: jump.user ?? remote.user)))
            } catch {
                throw TransportFailure(endpoint, .openSSHUnusable(problem: "the jump host: \(error)"))
            }
        }
        if let path = credential.certificate { options.append(.certificate(path: path)) }
        return SSHIdentity(key: key, knownHosts: credential.knownHosts, options: options)
    }

    private func read(_ secret: Secret) throws(TransportFailure) -> String {
        do {
            return String(decoding: try live.current.secrets.read(secret).bytes, as: UTF8.self)
        } catch {
            throw TransportFailure(endpoint, .keyUnreadable(key: secret.description, problem: error.description))
        }
    }
}
