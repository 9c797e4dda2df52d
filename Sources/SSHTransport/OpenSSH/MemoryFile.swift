internal import CSSH2
internal import Glibc

/// A file without a name, in memory, that a child can open by its path while we hold it: a secret for `ssh` that never
/// touches a disk, a command line or an environment.
///
/// An inherited descriptor would not do: `ssh` closes all but the first three.
final class MemoryFile {
    private let descriptor: Descriptor

    /// Nil if the kernel refuses.
    init?(_ text: String, mode: mode_t = 0o600) {
        descriptor = Descriptor(sluice_memfd("sluice"))
        guard descriptor.number >= 0, fchmod(descriptor.number, mode) == 0 else { return nil }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor.number, $0.baseAddress, $0.count) }
            guard count > 0 else { return nil }
            rest = rest.dropFirst(count)
        }
    }

    /// How many bytes are in it now; whoever opens `path` can append.
    var size: Int {
        var status = stat()
        return fstat(descriptor.number, &status) == 0 ? Int(status.st_size) : 0
    }

    /// Its first bytes, at most `cap`.
    func text(cap: Int) -> String {
        var buffer = [UInt8](repeating: 0, count: cap)
        let count = pread(descriptor.number, &buffer, cap, 0)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    var path: String { "/proc/\(getpid())/fd/\(descriptor.number)" }
}
