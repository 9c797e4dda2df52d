package import Foundation

/// A folder of a test's own, removed when the last reference to it is gone.
package final class TemporaryDirectory: Sendable {
    package let url: URL

    package var path: String { url.path }

    /// Makes the folder below the system's temporary folder, or, for thousands of small files, in memory where the
    /// system has such a folder. `label` makes leftovers recognisable.
    package init(_ label: String = "test", inMemory: Bool = false) throws {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let isThere = inMemory && FileManager.default.isWritableFile(atPath: memory.path)
        url = (isThere ? memory : FileManager.default.temporaryDirectory)
            .appendingPathComponent("sluice-\(label)-\(UUID().uuidString.prefix(8).lowercased())")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// The absolute path of `name` inside the folder.
    package func file(_ name: String) -> String { url.appendingPathComponent(name).path }

    /// Writes `text` to `name`, making the folders on the way, and answers its absolute path.
    @discardableResult
    package func write(_ text: String, to name: String, mode: Int = 0o600) throws -> String {
        let target = url.appendingPathComponent(name)
        try FileManager.default.createDirectory(
            at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: target)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: target.path)
        return target.path
    }
}
