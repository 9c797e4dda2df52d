import Foundation
package import HTTPTransport
package import Promotion
package import Secrets

/// A cluster's API. Every call has a deadline; what it is told with is read at each call, so that whatever is renewed
/// while the daemon runs is seen: the kubeconfig, token files, a pod's service account.
package struct KubernetesClient: Sendable {
    let access: KubernetesAccess
    private let secrets: any SecretReader
    private let http: any HTTPSending
    private let environment: [String: String]
    private let credentials: ExecCredentials
    private let serviceAccount: String
    private let clock: any WallClock

    /// `environment` is the daemon's. `serviceAccount` is the folder of a pod's own token.
    package init(
        _ access: KubernetesAccess, secrets: any SecretReader, http: any HTTPSending, environment: [String: String],
        credentials: ExecCredentials, serviceAccount: String = "/var/run/secrets/kubernetes.io/serviceaccount",
        clock: any WallClock = SystemClock()
    ) {
        self.access = access
        self.secrets = secrets
        self.http = http
        self.environment = environment
        self.credentials = credentials
        self.serviceAccount = serviceAccount
        self.clock = clock
    }

    var deadline: Duration { .seconds(access.deadline) }

    /// The namespace that the kubeconfig's context or the pod is in.
    package func namespace() throws(Problem) -> String? { try endpoint().namespace }

    /// Sends a call whose answer must be 2xx or one that the call expects. Throws everything else, in the server's words.
    func send(_ call: KubernetesCall) async throws(Problem) -> KubernetesAnswer {
        let response = try await perform(call)
        guard response.isSuccess || call.expected.contains(response.status) else {
            throw KubernetesRefusal.problem(response, call, server: printableURL(try endpoint().server))
        }
        do {
            return KubernetesAnswer(status: response.status, body: try Unstructured(json: response.body))
        } catch {
            guard !response.isSuccess else {
                throw .permanent(
                    "\(printableURL(response.url)): \(call.purpose) failed: the answer is no JSON: \(error.message).",
                    remedy: "A proxy or a login page may stand before the cluster; check the kubeconfig's `server`.")
            }
            return KubernetesAnswer(status: response.status, body: .null)
        }
    }

    /// The answer, whatever its status.
    private func perform(_ call: KubernetesCall) async throws(Problem) -> HTTPResponse {
        try await authenticated(call) { request throws(Problem) in
            do throws(HTTPFailure) {
                return try await http.send(request)
            } catch {
                throw KubernetesRefusal.problem(error, call)
            }
        }
    }

    /// The answer's head and, where it is a success, its body as it comes; whoever asked closes the exchange.
    func open(_ call: KubernetesCall) async throws(Problem) -> (exchange: HTTPExchange, head: HTTPResponse) {
        var exchange: HTTPExchange?
        let head = try await authenticated(call) { request throws(Problem) in
            let opened = HTTPExchange(request, over: http)
            exchange = opened
            do throws(HTTPExchange.Interruption) {
                return try await opened.head()
            } catch {
                opened.close()
                throw KubernetesRefusal.problem(error, call)
            }
        }
        guard let exchange else { throw .transient("\(call.purpose) failed: it was not sent.") }
        return (exchange, head)
    }

    /// A plugin's credentials that were not accepted are made anew once.
    private func authenticated(
        _ call: KubernetesCall, _ send: (HTTPRequest) async throws(Problem) -> HTTPResponse
    ) async throws(Problem) -> HTTPResponse {
        let endpoint = try endpoint()
        let response = try await send(try await request(call, endpoint))
        guard response.status == 401, let plugin = endpoint.user.exec else { return response }
        credentials.forget(plugin, for: endpoint)
        return try await send(try await request(call, endpoint))
    }

    private func request(
        _ call: KubernetesCall, _ endpoint: ClusterEndpoint
    ) async throws(Problem) -> HTTPRequest {
        var request = HTTPRequest(call.method, endpoint.server + call.target, body: call.body)
        if call.body != nil { request.headers["Content-Type"] = call.contentType }
        request.headers["Accept"] = call.accept
        request.deadline = deadline + call.patience
        request.maximumBody = 64 << 20
        // `kubectl proxy` speaks plain http, on the same machine only.
        request.allowPlaintext = ["127.0.0.1", "localhost", "[::1]"].contains(request.location?.host ?? "")
        request.caCertificates = try endpoint.authorities.map { source throws(Problem) in try bytes(source) }
        try await identify(&request, endpoint)
        return request
    }

    /// Adds what the user shows. A token wins over a token file as in kubectl, and a plugin over both.
    private func identify(_ request: inout HTTPRequest, _ endpoint: ClusterEndpoint) async throws(Problem) {
        let user = endpoint.user
        var token = user.token
        if token == nil, let file = user.tokenFile { token = try secrets.text(.file(file)) }
        if let certificate = user.certificate, let key = user.key {
            request.identity = ClientIdentity(certificate: try bytes(certificate), key: try bytes(key))
        }
        if let plugin = user.exec {
            let credential = try await credentials.credential(
                of: plugin, for: endpoint, daemon: environment, deadline: deadline, now: clock.now)
            token = credential.token ?? token
            if let certificate = credential.certificate, let key = credential.key {
                request.identity = ClientIdentity(certificate: certificate, key: key)
            }
        }
        if let token { request.headers["Authorization"] = "Bearer \(token)" }
    }

    private func bytes(_ source: PEMSource) throws(Problem) -> [UInt8] {
        switch source {
        case .data(let bytes): bytes
        case .file(let path): try secrets.read(.file(path)).bytes + [UInt8(ascii: "\n")]
        }
    }

    private func endpoint() throws(Problem) -> ClusterEndpoint {
        guard let kubeconfig = access.kubeconfig else { return try inCluster() }
        var folder = "."
        if case .file(let path) = kubeconfig { folder = (path as NSString).deletingLastPathComponent }
        let config = try KubeConfig(try secrets.read(kubeconfig).bytes, name: "\(kubeconfig)", folder: folder)
        return try config.endpoint(context: access.context)
    }

    /// The cluster around the daemon's pod, as Kubernetes tells every container.
    private func inCluster() throws(Problem) -> ClusterEndpoint {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], let port = environment["KUBERNETES_SERVICE_PORT"]
        else {
            throw .permanent(
                "sluice does not run in a Kubernetes cluster: KUBERNETES_SERVICE_HOST is not set.",
                remedy: "Name a `kubeconfig`.")
        }
        return ClusterEndpoint(
            server: "https://\(host.contains(":") ? "[\(host)]" : host):\(port)",
            authorities: .file(serviceAccount + "/ca.crt"), user: ClusterUser(tokenFile: serviceAccount + "/token"),
            namespace: try? secrets.text(.file(serviceAccount + "/namespace")))
    }
}
