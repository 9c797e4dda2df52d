import Foundation
import Glibc

/// Why a file of the configuration was not read: a sentence without its place.
struct UnreadableFile: Error {
    let message: String
}

/// The bytes of a regular file of at most `limit` bytes. Never waits: a pipe or a device is refused.
func readFile(_ path: String, limit: Int) throws(UnreadableFile) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
        throw UnreadableFile(
            message: errno == ENOENT
                ? "the file is missing" : "the file cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        throw UnreadableFile(message: "this is not a regular file")
    }
    var bytes = [UInt8](repeating: 0, count: min(Int(status.st_size), limit) + 1)
    var count = 0
    while count < bytes.count {
        let got = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress! + count, $0.count - count) }
        if got == 0 { break }
        if got < 0 {
            if errno == EINTR { continue }
            throw UnreadableFile(message: "the file cannot be read: \(String(cString: strerror(errno)))")
        }
        count += got
    }
    guard count <= limit else { throw UnreadableFile(message: "the file is larger than \(limit) bytes; split it") }
    bytes.removeLast(bytes.count - count)
    return bytes
}
