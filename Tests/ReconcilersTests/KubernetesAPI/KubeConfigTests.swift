import Promotion
import Testing

@testable import Reconcilers

@Suite("A kubeconfig")
struct KubeConfigTests {
    private static let text = """
        apiVersion: v1
        kind: Config
        current-context: prod
        clusters:
          - { name: a, cluster: { server: "https://a.example.com:6443/", certificate-authority-data: cGVt } }
          - { name: b, cluster: { server: https://b.example.com, certificate-authority: ca.pem } }
        users:
          - { name: robot, user: { token: hunter2 } }
          - { name: files, user: { tokenFile: t, client-certificate: c.pem, client-key: /k.pem } }
          - name: plugin
            user:
              exec:
                apiVersion: client.authentication.k8s.io/v1
                command: bin/plugin
                args: [get-token, "1"]
                env: [ { name: A, value: b } ]
                provideClusterInfo: true
        contexts:
          - { name: prod, context: { cluster: a, user: robot, namespace: payments } }
          - { name: test, context: { cluster: b, user: files } }
          - { name: exec, context: { cluster: b, user: plugin } }
          - { name: nobody, context: { cluster: b } }
          - { name: broken, context: { cluster: c, user: robot } }
          - { name: stranger, context: { cluster: a, user: nobody } }
        """

    private func endpoint(_ context: String?, _ text: String = KubeConfigTests.text) throws(Problem) -> ClusterEndpoint
    {
        try KubeConfig(Array(text.utf8), name: "file:kubeconfig", folder: "/etc/sluice").endpoint(context: context)
    }

    @Test("leads from a context to a cluster and a user")
    func contexts() throws {
        #expect(
            try endpoint(nil)
                == ClusterEndpoint(
                    server: "https://a.example.com:6443", authorities: .data(Array("pem".utf8)),
                    user: ClusterUser(token: "hunter2"), namespace: "payments"))
        #expect(
            try endpoint("test")
                == ClusterEndpoint(
                    server: "https://b.example.com", authorities: .file("/etc/sluice/ca.pem"),
                    user: ClusterUser(
                        tokenFile: "/etc/sluice/t", certificate: .file("/etc/sluice/c.pem"), key: .file("/k.pem"))))
        #expect(
            try endpoint("exec").user.exec
                == ExecPlugin(
                    arguments: ["/etc/sluice/bin/plugin", "get-token", "1"], environment: ["A": "b"],
                    apiVersion: "client.authentication.k8s.io/v1", wantsCluster: true))
        #expect(try endpoint("nobody").user == ClusterUser())
    }

    @Test(
        "says which name leads nowhere",
        arguments: [
            ("missing", "has no context `missing`"), ("broken", "has no cluster `c`"),
            ("stranger", "has no user `nobody`"),
        ])
    func missing(context: String, words: String) {
        let problem = #expect(throws: Problem.self) { try endpoint(context) }
        #expect(problem?.summary.contains(words) == true)
    }

    @Test(
        "refuses what would weaken the connection or ask somebody",
        arguments: [
            ("server: x, insecure-skip-tls-verify: true", "token: x", "insecure-skip-tls-verify"),
            ("server: x, tls-server-name: y", "token: x", "tls-server-name"),
            ("server: x, proxy-url: 'http://y'", "token: x", "proxy-url"),
            ("server: x", "username: a, password: hunter2", "username"),
            ("server: x", "auth-provider: { name: gcp }", "auth-provider"),
            ("server: x", "token: x, as: admin", "`as`"),
            ("server: x", "exec: { apiVersion: v, command: c, interactiveMode: Always }", "interactiveMode"),
            ("server: x", "client-certificate-data: cGVt", "without a key"),
            ("server: x", "client-certificate-data: '*', client-key-data: cGVt", "no base64"),
            ("certificate-authority: x", "token: x", "no `server`"),
        ])
    func refused(cluster: String, user: String, words: String) {
        let text = """
            current-context: c
            clusters: [ { name: x, cluster: { \(cluster) } } ]
            users: [ { name: u, user: { \(user) } } ]
            contexts: [ { name: c, context: { cluster: x, user: u } } ]
            """
        let problem = #expect(throws: Problem.self) { try endpoint(nil, text) }
        #expect(problem?.summary.contains(words) == true, "\(problem?.summary ?? "")")
        #expect(problem?.description.contains("hunter2") == false)
    }

    @Test("tells where broken YAML is broken, and nothing of what stands there")
    func broken() {
        let problem = #expect(throws: Problem.self) { try endpoint(nil, "users: [\n  token: hunter2: x") }
        #expect(problem?.summary.contains("line 2") == true)
        #expect(problem?.description.contains("hunter2") == false)
    }
}
