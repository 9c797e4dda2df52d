internal import Glibc

/// Reads configuration-sized files whole.
enum SmallFile {
    /// At most `cap` bytes of a regular file; with `isSecret`, a file of ours that others can read is refused, as by
    /// OpenSSH.
    static func read(_ path: String, cap: Int, isSecret: Bool = false) throws(SmallFileProblem) -> [UInt8] {
        // A fifo must not hold us: O_NONBLOCK opens it at once, and then it is not a regular file.
        let file = Descriptor(open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK))
        guard file.number >= 0 else { throw SmallFileProblem(description: systemError()) }
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw SmallFileProblem(description: systemError()) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw SmallFileProblem(description: "it is not a regular file")
        }
        if isSecret, status.st_uid == getuid(), status.st_mode & 0o077 != 0 {
            let mode = String(status.st_mode & 0o777, radix: 8)
            throw SmallFileProblem(description: "others can read it (mode 0\(mode)); run chmod 600 on it")
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 64 * 1024)
        while true {
            let count = Glibc.read(file.number, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw SmallFileProblem(description: systemError()) }
            if count == 0 { return bytes }
            bytes.append(contentsOf: buffer[..<count])
            guard bytes.count <= cap else { throw SmallFileProblem(description: "it is larger than \(cap) bytes") }
        }
    }
}

struct SmallFileProblem: Error, CustomStringConvertible {
    let description: String
}
