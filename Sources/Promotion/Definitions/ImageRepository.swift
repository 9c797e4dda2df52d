import Manifests

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
            registry = ImageName.canonical(registry: first)
            guard ImageGrammar.isRegistry(registry) else {
                throw SyntaxError(message: "`\(first)` is not a registry's host, or host:port")
            }
            components.removeFirst()
        }
        if registry == "docker.io", components.count == 1 { components.insert("library", at: 0) }
        let path = components.joined(separator: "/")
        guard path.utf8.count <= 255, !components.isEmpty else {
            throw SyntaxError(message: "an image repository's path has 1 to 255 characters")
        }
        if path.contains("@") || path.contains(":") {
            throw SyntaxError(message: "name the repository without a tag or digest; the policy chooses the version")
        }
        for component in components where !ImageGrammar.isPathComponent(component) {
            throw SyntaxError(
                message: "`\(component)` is not a component of an image repository's path: lower-case letters and "
                    + "digits, separated by `.`, `_`, `__` or `-`")
        }
        self.registry = registry
        self.path = path
    }
}
