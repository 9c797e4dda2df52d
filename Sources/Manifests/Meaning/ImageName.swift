/// The name of an image in its full form, for comparing: `nginx` and `docker.io/library/nginx` are one.
///
/// By the rules of the distribution reference grammar (github.com/distribution/reference): what stands before the
/// first slash is a registry when it has a dot or a colon, or is `localhost`.
package struct ImageName: Sendable, Hashable, CustomStringConvertible {
    /// `docker.io` where the text names none; a port included.
    package let registry: String
    /// The path below the registry; `library/` before a name of Docker Hub that has no slash.
    package let repository: String

    /// Nil where the text is no name, with a tag or a digest after it for instance.
    package init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 255 else { return nil }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var registry = "docker.io"
        var repository = text
        if parts.count == 2, Self.namesRegistry(parts[0]) {
            registry = Self.canonical(registry: String(parts[0]))
            repository = String(parts[1])
        }
        guard ImageGrammar.isRegistry(registry), ImageGrammar.isRepository(repository) else { return nil }
        self.registry = registry
        self.repository =
            registry == "docker.io" && !repository.utf8.contains(UInt8(ascii: "/"))
            ? "library/" + repository : repository
    }

    package var description: String { registry + "/" + repository }

    /// As people write it: `nginx` for `docker.io/library/nginx`.
    package var familiar: String {
        guard registry == "docker.io" else { return description }
        return repository.hasPrefix("library/") ? String(repository.dropFirst(8)) : repository
    }

    /// Hosts have no case, and Docker Hub goes by several.
    package static func canonical(registry: String) -> String {
        let host = registry.lowercased()
        return host == "index.docker.io" || host == "registry-1.docker.io" ? "docker.io" : host
    }

    private static func namesRegistry(_ part: Substring) -> Bool {
        part == "localhost" || part.contains { $0 == "." || $0 == ":" }
    }
}
