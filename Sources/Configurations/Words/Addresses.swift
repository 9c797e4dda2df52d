import Promotion

/// The address of a Git repository.
let remoteURL = text(
    TextShape(
        name: "a repository's address", example: "ssh://git@git.example.com/platform/prod.git",
        pattern: "^((ssh|https?)://)?[^\\s]+$")
) { (text: String, _) throws(Complaint) in
    do throws(RemoteURL.SyntaxError) { return try RemoteURL(text) } catch { throw Complaint(error.message) }
}

/// A container image's repository, without tag and digest.
let imageRepository = text(
    TextShape(name: "an image repository", example: "registry.example.com/payments/api", pattern: "^[^\\s@]+$")
) { (text: String, _) throws(Complaint) in
    do throws(ImageRepository.SyntaxError) { return try ImageRepository(text) } catch { throw Complaint(error.message) }
}

/// The branch of a Git repository, by the rules of git-check-ref-format(1).
let branchName = text(TextShape(name: "a branch", example: "main", acceptsNumbers: true)) {
    (text: String, _) throws(Complaint) in
    let isAllowed = text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !"~^:?*[\\".utf8.contains($0) }
    let components = text.split(separator: "/", omittingEmptySubsequences: false)
    let areWhole = components.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") && !$0.hasSuffix(".lock") }
    guard isAllowed, areWhole, !text.hasPrefix("-"), !text.hasSuffix("."), !text.contains(".."), !text.contains("@{"),
        text != "@", !text.hasPrefix("refs/")
    else { throw Complaint("\(quoted(text)) is not a branch's name, such as main or release/1.20") }
    return text
}

/// An address that is called over HTTP. Credentials in it are refused, and not repeated.
let httpURL = text(httpURLShape) { (text: String, _) throws(Complaint) in
    try checkHTTPURL(text)
    return text
}

/// An address with `${…}` in its path or query.
let httpTemplate = text(httpURLShape) { (text: String, _) throws(Complaint) in
    let template: Template
    do throws(Template.SyntaxError) { template = try Template(text) } catch {
        throw Complaint(error.message, at: error.offset)
    }
    // What stands there for a release is percent-encoded; the host is never a release's to choose.
    let shown = template.segments.map { if case .literal(let text) = $0 { text } else { "x" } }.joined()
    try checkHTTPURL(shown)
    guard case .literal(let start)? = template.segments.first, template.segments.count == 1 || start.hasWholeAuthority
    else { throw Complaint("`${…}` is possible only after the host and its first slash") }
    return template
}

private let httpURLShape = TextShape(
    name: "an address", example: "https://hooks.example.com/sluice", pattern: "^https?://[^\\s]+$")

extension String {
    /// Whether a host of http or https, and a slash or query after it, stand in it.
    fileprivate var hasWholeAuthority: Bool {
        guard let scheme = ["https://", "http://"].first(where: hasPrefix) else { return false }
        return dropFirst(scheme.count).contains { "/?#".contains($0) }
    }
}

private func checkHTTPURL(_ text: String) throws(Complaint) {
    guard let scheme = ["https://", "http://"].first(where: text.hasPrefix) else {
        throw Complaint("the address starts with neither https:// nor http://")
    }
    let authority = text.dropFirst(scheme.count).prefix { !"/?#".contains($0) }
    if authority.contains("@") {
        throw Complaint("an address has no user and password in it; use the key for the secret")
    }
    guard hostAndPort(authority, isPortNeeded: false) != nil, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
        throw Complaint("the address is not one such as https://hooks.example.com/sluice")
    }
}

/// The address that the daemon listens on.
let listenAddress = text(
    TextShape(
        name: "an address to listen on", example: "127.0.0.1:8440",
        pattern: "^(\\[[0-9A-Fa-f:.%]+\\]|[^\\s:/]+):[0-9]+$")
) { (text: String, _) throws(Complaint) in
    guard let (host, port) = hostAndPort(text[...], isPortNeeded: true), let port else {
        throw Complaint(
            "\(quoted(text)) is not an address to listen on: a host, a colon and a port, such as 127.0.0.1:8440")
    }
    return ListenAddress(host: host, port: port)
}

/// The host of a container registry, with its port where it has one.
let registryHost = text(
    TextShape(name: "a registry's host", example: "registry.example.com:5000", pattern: "^[^\\s/@]+$")
) { (text: String, _) throws(Complaint) in
    guard hostAndPort(text[...], isPortNeeded: false) != nil else {
        throw Complaint("\(quoted(text)) is not a registry's host, such as registry.example.com or localhost:5000")
    }
    return try canonicalRegistry(text)
}

/// As `ImageRepository` spells it, so that Docker Hub's names are one.
private func canonicalRegistry(_ host: String) throws(Complaint) -> String {
    let isBare = !host.contains(".") && !host.contains(":") && host != "localhost"
    guard !isBare, let repository = try? ImageRepository("\(host)/x/x") else {
        throw Complaint("\(quoted(host)) is not a registry's host: it has no dot and no port")
    }
    return repository.registry
}

/// Splits `host`, `host:port` or `[address]:port`; nil where it is none of them.
func hostAndPort(_ text: Substring, isPortNeeded: Bool) -> (host: String, port: Int?)? {
    var host = text
    var rest: Substring = ""
    if text.hasPrefix("[") {
        guard let close = text.firstIndex(of: "]") else { return nil }
        host = text[text.index(after: text.startIndex)..<close]
        rest = text[text.index(after: close)...]
        guard host.contains(":"), host.utf8.allSatisfy({ $0.isLetterOrDigit || ":.%".utf8.contains($0) }) else {
            return nil
        }
    } else if let colon = text.firstIndex(of: ":") {
        host = text[..<colon]
        rest = text[colon...]
    }
    let isAddress = text.hasPrefix("[")
    guard !host.isEmpty, isAddress || host.utf8.allSatisfy({ $0.isLetterOrDigit || "._-".utf8.contains($0) }),
        !host.hasPrefix("-")
    else { return nil }
    if rest.isEmpty { return isPortNeeded ? nil : (host.lowercased(), nil) }
    guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65535).contains(port) else { return nil }
    return (host.lowercased(), port)
}
