import CoreFoundation
import Foundation
import Glibc

/// New contents beside a file, to be put in its place whole or not at all; its mode and owner stay.
struct FileReplacement {
    private let path: String
    private let target: String
    /// A name that nobody else has, whoever edits the same file at the same time.
    private let temporary: String

    /// Writes the contents beside the file. A link's file is replaced, not the link.
    init(of path: String, by bytes: [UInt8]) throws(Failure) {
        let url = URL(fileURLWithPath: path).resolvingSymlinksInPath()
        var name = Array(url.deletingLastPathComponent().appendingPathComponent(".sluice-XXXXXX").path.utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw Self.failure(path) }
        self.path = path
        target = url.path
        temporary = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        do {
            var status = stat()
            guard stat(target, &status) == 0 else { throw CocoaError(.fileReadUnknown) }
            // Only the superuser may give a file away; everybody else's is their own.
            if status.st_uid != geteuid() || status.st_gid != getegid() {
                _ = fchown(descriptor, status.st_uid, status.st_gid)
            }
            guard fchmod(descriptor, status.st_mode & 0o7777) == 0 else { throw CocoaError(.fileWriteNoPermission) }
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
        } catch {
            discard()
            throw Self.failure(path)
        }
    }

    func take() throws(Failure) {
        guard rename(temporary, target) == 0 else { throw Self.failure(path) }
    }

    /// Nothing is left of one that was not taken.
    func discard() { unlink(temporary) }

    private static func failure(_ path: String) -> Failure {
        Failure(.failed, "\(path): the file cannot be written.", remedy: "Its folder must be writable, too.")
    }
}
