import Commands
import Foundation
import Promotion
import Synchronization

/// A program that gives credentials (client-go's exec plugins, client.authentication.k8s.io).
struct ExecPlugin: Sendable, Hashable {
    /// The program and its arguments; run without a shell.
    var arguments: [String]
    /// What it gets beside `PATH`, `HOME` and `LANG`: none of the daemon's secrets.
    var environment: [String: String]
    var apiVersion: String
    /// Whether it wants to know which cluster it is for.
    var wantsCluster: Bool
}

/// What a plugin gave, and until when.
struct ExecCredential: Sendable {
    var token: String?
    var certificate: [UInt8]?
    var key: [UInt8]?
    var expires: Date?
}

extension ExecPlugin {
    /// Runs the program to its end and reads its answer. What it wrote is in no error: it may be the secret.
    func run(
        for endpoint: ClusterEndpoint, daemon: [String: String], deadline: Duration
    ) async throws(Problem) -> ExecCredential {
        var variables = ["PATH": daemon["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"]
        for name in ["HOME", "LANG"] { variables[name] = daemon[name] }
        variables.merge(environment) { $1 }
        variables["KUBERNETES_EXEC_INFO"] = String(decoding: request(endpoint).json, as: UTF8.self)
        let child = ChildProcess(
            arguments: arguments, environment: variables, deadline: deadline, grace: .seconds(2), keepsErrorsApart: true
        )
        let end = try await child.run()
        switch end.status {
        case .exited(0): break
        case .exited(let code): throw failed("exited with status \(code)", end.errors)
        case .killed(let signal): throw failed("was killed by signal \(signal)", end.errors)
        case .overdue: throw failed("did not end within \(deadline)", end.errors)
        }
        guard let bytes = end.output.whole, let answer = try? Unstructured(json: bytes),
            answer.kind == "ExecCredential", let status = answer["status"]
        else { throw failed("answered no ExecCredential", end.errors) }
        guard answer.apiVersion == apiVersion else {
            throw failed("answered another apiVersion than \(apiVersion)", end.errors)
        }
        let credential = ExecCredential(
            token: status["token"]?.string, certificate: status["clientCertificateData"]?.string.map { Array($0.utf8) },
            key: status["clientKeyData"]?.string.map { Array($0.utf8) },
            expires: status["expirationTimestamp"]?.string.flatMap(kubernetesTime))
        guard credential.token != nil || credential.certificate != nil && credential.key != nil else {
            throw failed("gave neither a token nor a certificate with its key", end.errors)
        }
        return credential
    }

    private func request(_ endpoint: ClusterEndpoint) -> Unstructured {
        var spec: Unstructured = ["interactive": false]
        if wantsCluster {
            var cluster: Unstructured = ["server": .string(endpoint.server)]
            if case .data(let bytes) = endpoint.authorities {
                cluster["certificate-authority-data"] = .string(Data(bytes).base64EncodedString())
            }
            spec["cluster"] = cluster
        }
        return ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": spec]
    }

    /// Its errors are told: they say what is to be mended, and the answer is on its standard output.
    private func failed(_ what: String, _ errors: OutputTail) -> Problem {
        let lines = errors.lastLines
        return .transient(
            "The exec plugin \(arguments[0]) \(what)\(lines.isEmpty ? "." : ": " + lines.oneLine(limit: 500))",
            remedy: "Run it by hand as the user that runs sluice; it gets PATH, HOME, LANG and its own `env` only.")
    }
}

/// Credentials of exec plugins while they hold, for the whole daemon: a plugin may take seconds.
package final class ExecCredentials: Sendable {
    private struct Key: Hashable {
        let plugin: ExecPlugin
        let server: String
    }

    private let kept = Mutex<[Key: ExecCredential]>([:])

    package init() {}

    /// What is kept, while it holds for half a minute more; a new one otherwise.
    func credential(
        of plugin: ExecPlugin, for endpoint: ClusterEndpoint, daemon: [String: String], deadline: Duration, now: Date
    ) async throws(Problem) -> ExecCredential {
        let key = Key(plugin: plugin, server: endpoint.server)
        if let credential = kept.withLock({ $0[key] }), credential.expires.map({ $0 > now + 30 }) ?? true {
            return credential
        }
        let credential = try await plugin.run(for: endpoint, daemon: daemon, deadline: deadline)
        kept.withLock { kept in
            // Few clusters are known at one time; a configuration that changes for ever must not fill the memory.
            if kept.count >= 256 { kept.removeAll() }
            kept[key] = credential
        }
        return credential
    }

    /// Forgets what the server did not accept.
    func forget(_ plugin: ExecPlugin, for endpoint: ClusterEndpoint) {
        kept.withLock { _ = $0.removeValue(forKey: Key(plugin: plugin, server: endpoint.server)) }
    }
}
