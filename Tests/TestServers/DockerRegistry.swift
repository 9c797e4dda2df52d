import Foundation
import Synchronization

/// Debian's docker-registry on a free port of loopback, with its data in a folder of its own.
package final class DockerRegistry: Sendable {
    /// Who may use it.
    package enum Access: Sendable {
        case anonymous
        /// Basic authentication by a file of htpasswd.
        case basic(user: String, password: String)
        /// Bearer tokens that the realm at this URL signs; `bundle` is the certificate that its signatures are checked
        /// by.
        case token(realm: String, bundle: String)
    }

    package let port: Int
    package let isEncrypted: Bool
    private let directory: TemporaryDirectory
    private let process: ServerProcess

    /// Who is told of every push and pull.
    package struct Listener: Sendable {
        let url: String
        let authorization: String

        package init(url: String, authorization: String) {
            self.url = url
            self.authorization = authorization
        }
    }

    /// Starts it, and returns once it answers. With `certificates` it speaks TLS only, HTTP/2 included.
    package init(
        _ access: Access = .anonymous, certificates: TestCertificates? = nil, listener: Listener? = nil
    ) async throws {
        port = freePort()
        isEncrypted = certificates != nil
        directory = try TemporaryDirectory("registry", inMemory: true)
        var configuration = """
            version: 0.1
            log: { level: error, accesslog: { disabled: true } }
            storage:
              filesystem: { rootdirectory: "\(directory.file("data"))" }
              delete: { enabled: true }
            http:
              addr: 127.0.0.1:\(port)
              secret: of-the-tests

            """
        if let certificates {
            configuration += """
                  tls: { certificate: "\(certificates.certificate)", key: "\(certificates.key)" }

                """
        }
        configuration += try Self.section(access, directory)
        if let listener {
            configuration += """
                notifications:
                  endpoints:
                    - name: listener
                      url: \(listener.url)
                      headers: { Authorization: ["\(listener.authorization)"] }
                      timeout: 2s
                      threshold: 1000
                      backoff: 100ms

                """
        }
        let file = try directory.write(configuration, to: "config.yml")
        process = try ServerProcess(["docker-registry", "serve", file])
        try await process.waitUntilListening(on: port)
    }

    private static func section(_ access: Access, _ directory: TemporaryDirectory) throws -> String {
        switch access {
        case .anonymous:
            return ""
        case .basic(let user, let password):
            let line = try run(["htpasswd", "-Bbn", "-C", "5", user, password]).output
            let file = try directory.write(line, to: "htpasswd")
            return "auth: { htpasswd: { realm: tests, path: \"\(file)\" } }\n"
        case .token(let realm, let bundle):
            return """
                auth: { token: { realm: "\(realm)", service: tests, issuer: tests, rootcertbundle: "\(bundle)" } }

                """
        }
    }

    /// `localhost:<port>`, which the certificates are for.
    package var authority: String { "localhost:\(port)" }

    /// `http://localhost:<port>`, or https.
    package var url: String { "\(isEncrypted ? "https" : "http")://\(authority)" }

    /// Puts `tags` on a manifest that was pushed to `repository`, in the registry's own storage: pushing 10,000 takes
    /// minutes.
    package func addTags(_ tags: [String], to digest: String, in repository: String) throws {
        let root = directory.file("data/docker/registry/v2/repositories/\(repository)/_manifests/tags")
        for tag in tags {
            let folder = "\(root)/\(tag)/current"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try Data(digest.utf8).write(to: URL(fileURLWithPath: folder + "/link"))
        }
    }

    package func stop() { process.stop() }
}
