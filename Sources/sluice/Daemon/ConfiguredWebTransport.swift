import Configurations
import GitOverHTTP
import HTTPTransport
import Promotion
import SSHTransport
import Secrets

/// Reaches one repository over HTTPS with the credential that the configuration in force has for it.
///
/// The token is read for each conversation, so that one that was rotated is used from then on. A repository that nobody has
/// a credential for is read as nobody: the configuration allows that of sources.
final class ConfiguredWebTransport: GitTransport {
    private let remote: RemoteURL
    private let origin: WebURL
    private let live: LiveConfiguration
    private let http: any HTTPSending

    init(_ remote: RemoteURL, _ live: LiveConfiguration, http: any HTTPSending) throws(Problem) {
        guard let origin = WebURL(remote.origin) else {
            throw .permanent("\(remote) is no address over HTTP.")
        }
        self.remote = remote
        self.origin = origin
        self.live = live
        self.http = http
    }

    /// The HTTP client keeps connections, not we.
    var isIdleSessionOpen: Bool { false }

    func close() {}

    func open(
        _ service: GitService, path: String, deadline: Deadline, cancellation: Cancellation
    ) throws(TransportFailure) -> any GitChannel {
        let prepared = live.current
        let credential = prepared.settings.gitTokenCredential(for: remote)
        let access = HTTPGitAccess(
            credentials: try credential.map { credential throws(TransportFailure) in
                try credentials(credential, prepared.secrets)
            },
            caFile: credential?.caFile, allowPlaintext: remote.isLoopback || credential?.plainHTTP == true)
        return try HTTPGitTransport(origin, access: access, sender: http)
            .open(service, path: path, deadline: deadline, cancellation: cancellation)
    }

    private func credentials(
        _ credential: GitTokenCredential, _ secrets: SystemSecrets
    ) throws(TransportFailure) -> HTTPGitAccess.Credentials {
        func unusable(_ problem: String) -> TransportFailure {
            TransportFailure(
                .web(host: origin.authority, port: origin.port),
                .credentialUnusable(name: credential.secret.description, problem: problem))
        }
        let token: String
        do {
            token = try secrets.text(credential.secret)
        } catch {
            throw unusable(error.description)
        }
        let user = credential.username ?? HTTPGitAccess.usualUser(for: remote.host)
        guard let credentials = HTTPGitAccess.Credentials(user: user, token: SSHSecret(token)) else {
            throw unusable("it is empty or has a control character, such as a line end")
        }
        return credentials
    }
}
