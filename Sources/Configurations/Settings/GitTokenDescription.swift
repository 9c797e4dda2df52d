import Manifests
import Promotion

/// The description of an entry of `credentials` for Git repositories over HTTPS.
let gitTokenCredential = mapping(
    "a Git credential over HTTPS",
    required("for", webTarget, "The repositories: a host, and perhaps a port and the beginning of their paths."),
    optional("token", secret, "A token that may read and write the repositories."),
    optional(
        "username", httpUserName,
        "The account's name; beside a token it may be missing: then it is what the host wants there."),
    optional("password", secret, "Its password, instead of a token."),
    optional(
        "caFile", path("a PEM file", example: "keys/git-ca.pem"),
        "The authorities that are believed, instead of the system's."),
    optional(
        "plainHTTP", boolean, default: "false",
        "Whether an http:// address of another machine is allowed: anybody on the way can read the token."),
    rules: [.exactlyOne(["token", "password"]), .needs("password", "username")]
) { target, token, username, password, caFile, plainHTTP in
    (target: target, username: username, secret: token ?? password, caFile: caFile, plainHTTP: plainHTTP)
}.map { draft, node, decoding in
    if draft.target.scheme == .http, !draft.plainHTTP, !draft.target.isLoopback {
        decoding.refuse(node["for"] ?? node, plainHTTPComplaint)
    }
    // Without one of them the rule above has refused the mapping.
    return draft.secret.map {
        GitTokenCredential(
            target: draft.target, username: draft.username, secret: $0, caFile: draft.caFile,
            plainHTTP: draft.plainHTTP)
    }
}

/// What is wrong with http:// to another machine.
let plainHTTPComplaint =
    "anybody on the way can read a token over http://; write https://, or set `plainHTTP: true` in the entry of "
    + "`credentials`"

/// `https://host:port/path`, the port and the path as needed.
private let webTarget = text(
    TextShape(
        name: "an HTTPS address", example: "https://git.example.com", pattern: "^https?://[^\\s/@]+(/[^\\s]*)?$")
) { (text: String, _) throws(Complaint) in
    let wrong = Complaint("an HTTPS address is written https://host, with :port and /path where needed")
    guard let scheme = [RemoteURL.Scheme.https, .http].first(where: { text.hasPrefix("\($0.rawValue)://") }) else {
        throw wrong
    }
    let rest = text.dropFirst(scheme.rawValue.utf8.count + 3)
    let authority = rest.prefix { $0 != "/" }
    guard !authority.contains("@") else {
        throw Complaint("an address has no user and token in it; use the keys `username` and `token`")
    }
    let components = rest[authority.endIndex...].split(separator: "/")
    guard let (host, port) = hostAndPort(authority, isPortNeeded: false), !components.contains("..") else {
        throw wrong
    }
    return WebTarget(
        scheme: scheme, host: host, port: port ?? scheme.port, path: components.map { "/" + $0 }.joined())
}

/// A colon would end the name where it is sent (RFC 7617).
private let httpUserName = text(
    TextShape(name: "a user name", example: "robot", pattern: "^[^:]+$", acceptsNumbers: true)
) { (text: String, _) throws(Complaint) in
    guard !text.contains(":") else { throw Complaint("a user name that is sent over HTTP has no colon") }
    return text
}

extension WebTarget {
    fileprivate var isLoopback: Bool { (try? RemoteURL("\(self)/x"))?.isLoopback == true }
}
