import Glibc
import Promotion

extension Configuration {
    /// A text that changes when a file of the configuration is added, removed or written: made of names, sizes, times and
    /// inodes, without reading any file.
    package static func fingerprint(directory: String) -> String {
        var parts = ["configuration"]
        for path in FileListing(directory: directory).files.map(\.path) + ["environments", "pipelines"] {
            var status = stat()
            guard stat("\(directory)/\(path)", &status) == 0 else {
                parts += [path, "missing"]
                continue
            }
            parts += [
                path,
                "\(status.st_size) \(status.st_ino) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \(status.st_ctim.tv_sec)",
            ]
        }
        return stableHash(parts)
    }
}
