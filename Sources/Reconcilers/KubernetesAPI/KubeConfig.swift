import Manifests
import Promotion

/// Where a cluster's API is, and who asks.
struct ClusterEndpoint: Sendable, Hashable {
    /// `https://host:port`, without a slash at its end.
    var server: String
    /// PEM; nil trusts the system's authorities.
    var authorities: PEMSource?
    var user: ClusterUser
    /// The namespace of the kubeconfig's context.
    var namespace: String?
}

/// A PEM text of the kubeconfig itself, or a file beside it.
enum PEMSource: Sendable, Hashable {
    case data([UInt8])
    case file(String)
}

/// What a user of a kubeconfig shows; all that is there is shown.
struct ClusterUser: Sendable, Hashable {
    var token: String?
    /// Read at each call: it is renewed while it is in use.
    var tokenFile: String?
    var certificate: PEMSource?
    var key: PEMSource?
    var exec: ExecPlugin?
}

/// A kubeconfig: one of its contexts leads to a cluster and a user.
///
/// What would weaken the connection, or send it elsewhere, is refused and never ignored: `insecure-skip-tls-verify`,
/// `tls-server-name`, `proxy-url`, names with passwords, and vendors' built-in providers, which kubectl dropped as well.
struct KubeConfig {
    private let root: YAMLNode
    /// As it is written in the configuration, for people.
    private let name: String
    /// Where its relative paths start.
    private let folder: String

    /// What is wrong with the text is told by its place only: it is full of secrets.
    init(_ bytes: [UInt8], name: String, folder: String) throws(Problem) {
        self.name = name
        self.folder = folder
        do {
            root = try YAMLTree.parse(bytes, file: "kubeconfig")
        } catch {
            let place = error.position.map { ", line \($0.line), column \($0.column)" } ?? ""
            throw .permanent("The kubeconfig \(name) is no YAML\(place).")
        }
        guard root.mapping != nil else { throw .permanent("The kubeconfig \(name) is no mapping.") }
    }

    /// The cluster and the user of a context, of `current-context` where none is named.
    func endpoint(context wanted: String?) throws(Problem) -> ClusterEndpoint {
        let known = names(in: "contexts")
        guard let context = wanted ?? text(root["current-context"]) else {
            throw .permanent(
                "The kubeconfig \(name) has no current-context.", remedy: "Name one as `context`: \(list(known)).")
        }
        guard let entry = element("contexts", context)?["context"] else {
            throw .permanent("The kubeconfig \(name) has no context `\(context)`.", remedy: "It has \(list(known)).")
        }
        let clusterName = text(entry["cluster"]) ?? ""
        guard let cluster = element("clusters", clusterName)?["cluster"] else {
            throw .permanent("The kubeconfig \(name) has no cluster `\(clusterName)`, which `\(context)` names.")
        }
        var user = ClusterUser()
        if let userName = text(entry["user"]) {
            guard let found = element("users", userName)?["user"] else {
                throw .permanent("The kubeconfig \(name) has no user `\(userName)`, which `\(context)` names.")
            }
            user = try self.user(found, userName)
        }
        return ClusterEndpoint(
            server: try server(cluster, clusterName),
            authorities: try pem(cluster, "certificate-authority", "cluster `\(clusterName)`"), user: user,
            namespace: text(entry["namespace"]))
    }

    private func server(_ cluster: YAMLNode, _ name: String) throws(Problem) -> String {
        for key in ["tls-server-name", "proxy-url"] where text(cluster[key]) != nil {
            throw refused(key, "cluster `\(name)`", "Name the API server by an address that it has a certificate for.")
        }
        if isTrue(cluster["insecure-skip-tls-verify"]) {
            throw refused(
                "insecure-skip-tls-verify", "cluster `\(name)`", "Give the cluster's `certificate-authority-data`.")
        }
        guard var server = text(cluster["server"]) else {
            throw .permanent("The cluster `\(name)` of the kubeconfig \(self.name) has no `server`.")
        }
        while server.hasSuffix("/") { server.removeLast() }
        return server
    }

    private func user(_ node: YAMLNode, _ name: String) throws(Problem) -> ClusterUser {
        let place = "user `\(name)`"
        for key in ["username", "password", "auth-provider", "as", "as-uid", "as-groups", "as-user-extra"]
        where node[key] != nil {
            throw refused(key, place, "Use a token, a client certificate or an exec plugin.")
        }
        var user = ClusterUser(token: text(node["token"]), tokenFile: text(node["tokenFile"]).map(absolute))
        user.certificate = try pem(node, "client-certificate", place)
        user.key = try pem(node, "client-key", place)
        if (user.certificate == nil) != (user.key == nil) {
            throw .permanent(
                "The \(place) of the kubeconfig \(self.name) has a certificate without a key, or a key without one.")
        }
        if let exec = node["exec"] { user.exec = try plugin(exec, place) }
        return user
    }

    private func plugin(_ node: YAMLNode, _ place: String) throws(Problem) -> ExecPlugin {
        guard let command = text(node["command"]), let version = text(node["apiVersion"]) else {
            throw .permanent(
                "The exec plugin of \(place) of the kubeconfig \(name) has no `command` or no `apiVersion`.")
        }
        if text(node["interactiveMode"]) == "Always" {
            throw refused(
                "interactiveMode: Always", place, "Nobody sits before a daemon; use a plugin that asks nothing.")
        }
        var environment: [String: String] = [:]
        for variable in node["env"]?.sequence ?? [] {
            if let name = text(variable["name"]) { environment[name] = text(variable["value"]) ?? "" }
        }
        return ExecPlugin(
            arguments: [command.contains("/") ? absolute(command) : command]
                + (node["args"]?.sequence ?? []).compactMap(text), environment: environment, apiVersion: version,
            wantsCluster: isTrue(node["provideClusterInfo"]))
    }

    /// `KEY-data`, base64, which wins, or the file `KEY`.
    private func pem(_ node: YAMLNode, _ key: String, _ place: String) throws(Problem) -> PEMSource? {
        if let data = text(node[key + "-data"]) {
            guard let bytes = base64(data) else {
                throw .permanent("`\(key)-data` of \(place) of the kubeconfig \(name) is no base64.")
            }
            return .data(bytes)
        }
        return text(node[key]).map { .file(absolute($0)) }
    }

    private func absolute(_ path: String) -> String { path.hasPrefix("/") ? path : folder + "/" + path }

    private func element(_ list: String, _ name: String) -> YAMLNode? {
        root[list]?.sequence?.first { text($0["name"]) == name }
    }

    private func names(in list: String) -> [String] { root[list]?.sequence?.compactMap { text($0["name"]) } ?? [] }

    private func list(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.prefix(20).map { "`\($0)`" }.joined(separator: ", ")
    }

    private func text(_ node: YAMLNode?) -> String? {
        guard let node, !node.isNull, let value = node.scalar?.value, !value.isEmpty else { return nil }
        return value
    }

    private func isTrue(_ node: YAMLNode?) -> Bool { node.map { Unstructured(yaml: $0) == .boolean(true) } ?? false }

    private func refused(_ key: String, _ place: String, _ remedy: String) -> Problem {
        .permanent("`\(key)` of \(place) of the kubeconfig \(name) is refused.", remedy: remedy)
    }
}
