/// A program that a Git server runs for a client. The raw value is what SSH asks the server to execute.
package enum GitService: String, Sendable, CaseIterable {
    case uploadPack = "git-upload-pack"
    case receivePack = "git-receive-pack"

    /// The command line for the server's shell: the path stands in single quotes, as git's own client sends it.
    ///
    /// A quote and an exclamation mark leave the quotes behind a backslash (git's `sq_quote_buf`), so that neither
    /// a POSIX shell, nor csh, nor a server that parses the words itself (Gerrit, Gitea, GitHub) reads them otherwise.
    package func command(path: String) -> String {
        var quoted = "'"
        for character in path.unicodeScalars {
            if character == "'" || character == "!" {
                quoted += "'\\\(character)'"
            } else {
                quoted.unicodeScalars.append(character)
            }
        }
        return "\(rawValue) \(quoted)'"
    }
}
