/// One repository of a container registry: `registry.example.com:5000/team/app`.
package struct ImageRepository: Sendable, Hashable, CustomStringConvertible {
    /// Host, and port where one is given.
    package let registry: String
    package let path: String

    package var description: String { "\(registry)/\(path)" }

    /// What was wrong with a name, as a sentence.
    package struct SyntaxError: Error, Sendable, Hashable {
        package let message: String
    }

    /// Reads a name as the distribution project does: a first component with a dot or a colon, or `localhost`, is a
    /// registry; otherwise Docker Hub's, where a single component belongs to `library/`.
    ///
    /// The path's grammar is the distribution specification's (`[a-z0-9]+([._-]+[a-z0-9]+)*` between slashes, at most
    /// 255 characters). A tag or digest does not belong here and is refused.
    package init(_ text: String) throws(SyntaxError) {
        var components = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        var registry = "docker.io"
        if components.count > 1, let first = components.first,
            first.contains(".") || first.contains(":") || first == "localhost"
        {
            registry = first.lowercased()
            guard Self.isAuthority(registry) else {
                throw SyntaxError(message: "`\(first)` is not a registry's host, or host:port")
            }
            components.removeFirst()
        }
        if registry == "index.docker.io" || registry == "registry-1.docker.io" { registry = "docker.io" }
        if registry == "docker.io", components.count == 1 { components.insert("library", at: 0) }
        let path = components.joined(separator: "/")
        guard path.utf8.count <= 255, !components.isEmpty else {
            throw SyntaxError(message: "an image repository's path has 1 to 255 characters")
        }
        if path.contains("@") || path.contains(":") {
            throw SyntaxError(message: "name the repository without a tag or digest; the policy chooses the version")
        }
        for component in components where !Self.isPathComponent(component) {
            throw SyntaxError(
                message: "`\(component)` is not a component of an image repository's path: lower-case letters and "
                    + "digits, separated by `.`, `_`, `__` or `-`")
        }
        self.registry = registry
        self.path = path
    }

    /// `host`, `host:port`, `[IPv6 address]` or `[IPv6 address]:port`, and nothing that an URL would read otherwise.
    private static func isAuthority(_ text: String) -> Bool {
        var host = Substring(text)
        if let colon = text.lastIndex(of: ":"), !text.hasSuffix("]") {
            let port = text[text.index(after: colon)...]
            guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port),
                (1...65535).contains(number)
            else { return false }
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            let address = host.dropFirst().dropLast()
            return address.contains(":") && address.allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
        }
        return !host.isEmpty && !host.hasPrefix("-") && !host.hasPrefix(".")
            && host.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2E || byte == 0x2D
            }
    }

    private static func isPathComponent(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        func isAlphanumeric(_ byte: UInt8) -> Bool {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        }
        guard let first = bytes.first, let last = bytes.last, isAlphanumeric(first), isAlphanumeric(last) else {
            return false
        }
        var separators: [UInt8] = []
        for byte in bytes {
            if isAlphanumeric(byte) {
                let run = String(decoding: separators, as: UTF8.self)
                guard run.isEmpty || [".", "_", "__"].contains(run) || run.allSatisfy({ $0 == "-" }) else {
                    return false
                }
                separators = []
            } else if [UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-")].contains(byte) {
                separators.append(byte)
            } else {
                return false
            }
        }
        return true
    }
}
