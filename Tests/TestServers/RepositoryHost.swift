import Foundation

/// A test's server of Git repositories, which lie in `directory/repositories` on this machine's disk.
package protocol RepositoryHost: Sendable {
    var directory: TemporaryDirectory { get }
}

extension SSHServer: RepositoryHost {}
extension GitHTTPServer: RepositoryHost {}

extension RepositoryHost {
    /// Makes a bare repository and answers its absolute path. With `files`, it has one commit on `main`.
    @discardableResult
    package func makeRepository(_ name: String = "repository.git", files: [String: String] = [:]) throws -> String {
        let path = directory.file("repositories/\(name)")
        try run(["git", "init", "-q", "--bare", "-b", "main", path])
        if !files.isEmpty { try commit(files, to: path) }
        return path
    }

    /// Adds a commit on `branch` that writes these files, and answers its id.
    @discardableResult
    package func commit(
        _ files: [String: String], to repository: String, branch: String = "main", message: String = "Change"
    ) throws -> String {
        let reference = "refs/heads/\(branch)"
        let head = try run(
            ["git", "-C", repository, "rev-parse", "-q", "--verify", reference], allowFailure: true)
        var stream = "commit \(reference)\ncommitter Test <test@example.com> 1700000000 +0000\n"
        stream += "data \(message.utf8.count)\n\(message)\n"
        if head.status == 0 { stream += "from \(reference)^0\n" }
        for (path, text) in files.sorted(by: { $0.key < $1.key }) {
            stream += "M 100644 inline \(path)\ndata \(text.utf8.count)\n\(text)\n"
        }
        try run(["git", "-C", repository, "fast-import", "--quiet"], input: stream)
        return try run(["git", "-C", repository, "rev-parse", reference]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Installs a hook: a shell script without its first line.
    package func installHook(_ name: String, in repository: String, _ script: String) throws {
        let path = URL(fileURLWithPath: repository).appendingPathComponent("hooks/\(name)")
        try FileManager.default.createDirectory(at: path.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data("#!/bin/sh\n\(script)\n".utf8).write(to: path)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path.path)
    }
}
