import Glibc
package import Promotion

/// Secrets from the daemon's environment and from files.
package struct SystemSecrets: SecretReader {
    /// The most bytes that a secret may have.
    package static let limit = 64 << 10

    private let environment: [String: String]
    private let directory: String

    /// Relative `file:` references start at `directory`, the one of the configuration.
    package init(environment: [String: String], directory: String) {
        self.environment = environment
        self.directory = directory
    }

    package func read(_ secret: Secret) throws(Problem) -> SecretValue {
        let bytes =
            switch secret {
            case .environment(let name): try variable(name, secret)
            case .file(let path): try contents(path.hasPrefix("/") ? path : directory + "/" + path, secret)
            }
        guard !bytes.isEmpty else { throw .permanent("The secret \(secret) is empty.") }
        guard bytes.count <= Self.limit else {
            throw .permanent("The secret \(secret) is larger than \(Self.limit) bytes.")
        }
        return SecretValue(bytes)
    }

    private func variable(_ name: String, _ secret: Secret) throws(Problem) -> [UInt8] {
        guard let value = environment[name] else {
            throw .permanent(
                "The secret \(secret) is missing.",
                remedy: "Set \(name) in the environment that sluice is started with.")
        }
        return Array(value.utf8)
    }

    /// The file without the single line break that editors put at its end.
    private func contents(_ path: String, _ secret: Secret) throws(Problem) -> [UInt8] {
        // Without O_NONBLOCK, opening a pipe that nobody writes to would never return.
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw unreadable(secret, path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw .permanent("The secret \(secret) is no regular file.")
        }
        // One byte over what is allowed, and two for a line break, tell a file that is too large.
        var bytes = [UInt8](repeating: 0, count: Self.limit + 3)
        var count = 0
        while count < bytes.count {
            let more = bytes.withUnsafeMutableBytes {
                Glibc.read(descriptor, $0.baseAddress! + count, $0.count - count)
            }
            if more < 0, errno == EINTR { continue }
            guard more >= 0 else { throw unreadable(secret, path) }
            if more == 0 { break }
            count += more
        }
        bytes.removeLast(bytes.count - count)
        if bytes.last == UInt8(ascii: "\n") {
            bytes.removeLast()
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        }
        return bytes
    }

    private func unreadable(_ secret: Secret, _ path: String) -> Problem {
        .permanent(
            "The secret \(secret) cannot be read: \(String(cString: strerror(errno))).",
            remedy: "It is looked for at \(path), which the user that runs sluice must be able to read.")
    }
}
