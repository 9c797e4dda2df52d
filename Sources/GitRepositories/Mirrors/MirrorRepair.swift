import Foundation

/// Puts right what a killed process or a lost power supply left in a bare repository.
///
/// Only for a mirror whose lock is ours: then every lock file of Git's is stale, and every temporary file is a leftover.
enum MirrorRepair {
    enum Verdict: Equatable {
        case sound
        /// Objects are missing or cannot be read: to be cloned again.
        case damaged(String)
    }

    /// Cleans up, and looks at what can be checked without reading every object.
    static func run(in repository: String) -> Verdict {
        removeLeftovers(in: repository)
        dropBrokenRefs(in: repository)
        for file in ["HEAD", "config"] where contents(repository + "/" + file)?.isEmpty != false {
            return .damaged("\(file) is missing or empty")
        }
        return checkPacks(in: repository + "/objects/pack")
    }

    /// Removes stale locks and half-written files. Also frees the disk after a write that found it full.
    static func removeLeftovers(in repository: String) {
        let files = FileManager.default
        let walker = files.enumerator(atPath: repository)
        while let path = walker?.nextObject() as? String {
            let name = path.split(separator: "/").last.map(String.init) ?? path
            let inPacks = path.hasPrefix("objects/pack/")
            let half = inPacks && half(name, path: repository + "/" + path)
            let temporary = path.hasPrefix("objects/") && (name.hasPrefix("tmp_") || name.hasPrefix("pack_git2_"))
            let lock = name.hasSuffix(".lock") && !path.hasPrefix("objects/")
            if half || temporary || lock || path == "gc.pid" { try? files.removeItem(atPath: repository + "/" + path) }
        }
    }

    /// A pack without its index or an index without its pack: the second one was never written.
    private static func half(_ name: String, path: String) -> Bool {
        let stem = (path as NSString).deletingPathExtension
        if name.hasSuffix(".pack") { return access(stem + ".idx", F_OK) != 0 }
        if name.hasSuffix(".idx") { return access(stem + ".pack", F_OK) != 0 }
        return name.hasPrefix("pack-") && name.contains(".pack.") || name.contains(".idx.")
    }

    /// A ref file without an id in it (a power cut before it reached the disk) would fail every operation.
    private static func dropBrokenRefs(in repository: String) {
        let walker = FileManager.default.enumerator(atPath: repository + "/refs")
        while let path = walker?.nextObject() as? String {
            let full = repository + "/refs/" + path
            guard let bytes = contents(full) else { continue }
            let text = String(decoding: bytes, as: UTF8.self).trimmed
            if ObjectID(hex: text) == nil, !text.hasPrefix("ref: ") {
                try? FileManager.default.removeItem(atPath: full)
            }
        }
    }

    private static func checkPacks(in folder: String) -> Verdict {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where name.hasSuffix(".pack") {
            let pack = folder + "/" + name
            let index = (pack as NSString).deletingPathExtension + ".idx"
            // Both end in the pack's checksum (gitformat-pack); the index has its own after it.
            guard head(pack, count: 4) == Array("PACK".utf8), let own = tail(pack, count: 20, from: 20),
                let recorded = tail(index, count: 20, from: 40), own == recorded
            else { return .damaged("\(name) is cut or does not belong to its index") }
        }
        return .sound
    }

    private static func contents(_ path: String) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        return (try? handle.read(upToCount: 4096)).map { $0.map(Array.init) ?? [] }
    }

    private static func head(_ path: String, count: Int) -> [UInt8]? { contents(path).map { Array($0.prefix(count)) } }

    /// `count` bytes that begin `from` bytes before the file's end.
    private static func tail(_ path: String, count: Int, from end: UInt64) -> [UInt8]? {
        guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let size = try? handle.seekToEnd(), size >= end, (try? handle.seek(toOffset: size - end)) != nil,
            let data = try? handle.read(upToCount: count), data.count == count
        else { return nil }
        return Array(data)
    }
}
