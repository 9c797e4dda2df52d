/// A reference to a secret, never the secret: it is read where it is used, and its value is never printed or stored.
package enum Secret: Sendable, Hashable, CustomStringConvertible {
    /// `env:NAME`, a variable of the daemon's environment.
    case environment(String)
    /// `file:PATH`, a file beside the configuration; a single newline at its end is not part of it.
    case file(String)

    /// The reference as it is written in the configuration.
    package var description: String {
        switch self {
        case .environment(let name): "env:\(name)"
        case .file(let path): "file:\(path)"
        }
    }
}
