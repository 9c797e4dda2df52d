import Foundation
import HTTPTransport

/// A real kube-apiserver with an etcd of its own, and nobody who acts on what it holds: the tests play the controllers.
///
/// One for all tests of a process. It ends, and its folder is removed, a second after the process that started it.
package final class KubernetesServer: Sendable {
    /// Why there is none; nil where there is one.
    package static let absence: String? = {
        if ProcessInfo.processInfo.environment["SLUICE_FAST_TESTS"] != nil { return "SLUICE_FAST_TESTS is set" }
        return program == nil ? "there is no kube-apiserver; scripts/kube-apiserver builds one" : nil
    }()

    package static var isAvailable: Bool { absence == nil }

    private static let program: String? = {
        let look = try? run(
            [repositoryFolder.appendingPathComponent("scripts/kube-apiserver").path, "--look"], allowFailure: true)
        guard let look, look.status == 0, (try? locate("etcd")) != nil else { return nil }
        return look.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }()

    private static let task = Task { try await KubernetesServer() }

    package static func shared() async throws -> KubernetesServer { try await task.value }

    /// Tokens of a user who may do everything, and of one who may do nothing.
    package static let adminToken = "admin-token-of-the-tests"
    package static let strangerToken = "stranger-token-of-the-tests"

    package let url: String
    package let certificates: TestCertificates
    private let process: ServerProcess

    /// PEM.
    package var authority: String { certificates.authority }

    private init() async throws {
        guard let program = Self.program else { throw CommandFailure(description: Self.absence ?? "") }
        certificates = try TestCertificates()
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sluice-kubernetes-\(getpid())").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try run(["openssl", "genrsa", "-out", folder + "/accounts.key", "2048"])
        try """
        \(Self.adminToken),admin,1,"system:masters"
        \(Self.strangerToken),stranger,2,"nobody"

        """.write(toFile: folder + "/tokens.csv", atomically: true, encoding: .utf8)
        let (client, peer, port) = (freePort(), freePort(), freePort())
        url = "https://localhost:\(port)"
        let etcd = [
            try locate("etcd"), "--data-dir", folder + "/etcd", "--unsafe-no-fsync",
            "--listen-client-urls", "http://127.0.0.1:\(client)", "--advertise-client-urls",
            "http://127.0.0.1:\(client)", "--listen-peer-urls", "http://127.0.0.1:\(peer)",
            "--initial-advertise-peer-urls", "http://127.0.0.1:\(peer)", "--initial-cluster",
            "default=http://127.0.0.1:\(peer)",
        ]
        let server = [
            program, "--etcd-servers=http://127.0.0.1:\(client)", "--bind-address=127.0.0.1", "--secure-port=\(port)",
            "--tls-cert-file=\(certificates.certificate)", "--tls-private-key-file=\(certificates.key)",
            "--client-ca-file=\(certificates.authority)", "--token-auth-file=\(folder)/tokens.csv",
            "--authorization-mode=RBAC", "--disable-admission-plugins=ServiceAccount",
            "--endpoint-reconciler-type=none", "--service-account-issuer=https://kubernetes.default.svc",
            "--service-account-key-file=\(folder)/accounts.key",
            "--service-account-signing-key-file=\(folder)/accounts.key", "--service-cluster-ip-range=10.0.0.0/24",
            "--cert-dir=\(folder)/certificates",
        ]
        // Nothing tells a child that its parent has died, and static values are never released: the shell looks.
        process = try ServerProcess([
            "/bin/sh", "-c",
            """
            \(Self.quoted(etcd)) >\(folder)/etcd.log 2>&1 & etcd=$!
            \(Self.quoted(server)) >\(folder)/server.log 2>&1 & server=$!
            trap 'kill $server $etcd; wait; rm -rf \(folder); exit' TERM
            while kill -0 \(getpid()) 2>/dev/null; do sleep 1; done
            kill $server $etcd; wait; rm -rf \(folder)
            """,
        ])
        do {
            try await waitUntilReady()
        } catch {
            let log = (try? String(contentsOfFile: folder + "/server.log", encoding: .utf8)) ?? ""
            throw CommandFailure(description: "kube-apiserver is not ready: \(log.suffix(2000))")
        }
    }

    private static func quoted(_ words: [String]) -> String { words.map { "'\($0)'" }.joined(separator: " ") }

    private func waitUntilReady() async throws {
        let http = try HTTPClient()
        var request = HTTPRequest("GET", url + "/readyz")
        request.caFile = authority
        request.headers["Authorization"] = "Bearer \(Self.adminToken)"
        let end = ContinuousClock.now + .seconds(60)
        while true {
            if let response = try? await http.send(request), response.isSuccess { break }
            guard process.isRunning, ContinuousClock.now < end else {
                throw CommandFailure(description: "it does not become ready")
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        await http.shutdown()
    }

    /// A kubeconfig with one context, whose user shows `user`, a flow mapping of YAML.
    package func kubeconfig(user: String = "{ token: \(adminToken) }", namespace: String = "default") throws -> String {
        let authority = try Data(contentsOf: URL(fileURLWithPath: authority)).base64EncodedString()
        return """
            apiVersion: v1
            kind: Config
            current-context: tests
            clusters:
              - { name: real, cluster: { server: "\(url)", certificate-authority-data: \(authority) } }
            users:
              - { name: somebody, user: \(user) }
            contexts:
              - { name: tests, context: { cluster: real, user: somebody, namespace: \(namespace) } }
            """
    }
}
