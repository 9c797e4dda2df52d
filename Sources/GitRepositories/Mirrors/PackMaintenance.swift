import CGit2
import Foundation

/// Keeps the number of packs small: each fetch and each push leaves one, and a look-up searches them all.
///
/// Small packs are put together geometrically, as `git repack --geometric=2` does: a pack takes part while it is not twice
/// as large as all smaller ones together; the two smallest always do. What is large stays untouched, so the cost follows what is new. Nothing is ever
/// dropped, whatever the refs say.
enum PackMaintenance {
    /// Larger packs never take part: putting them together needs memory and time in their size.
    private static let largest: UInt64 = 64 << 20

    /// Puts packs together where there are more than `limit`; answers whether it did. Whoever has the repository open has to
    /// open it anew then.
    static func run(in repository: Repository, over limit: Int) throws -> Bool {
        let packs = try packs(in: repository.path + "/objects/pack")
        guard packs.count > limit else { return false }
        let chosen = choose(packs.map(\.size)).map { packs[$0].stem }
        guard chosen.count > 1 else { return false }
        let name = try write(chosen, in: repository)
        // The new pack is on the disk; a process killed from here on leaves only superfluous copies.
        for stem in chosen where !stem.hasSuffix("pack-\(name)") {
            for end in [".pack", ".idx"] { try? FileManager.default.removeItem(atPath: stem + end) }
        }
        return true
    }

    /// Which of these sizes, in ascending order, take part.
    static func choose(_ sizes: [UInt64]) -> Range<Int> {
        var sum: UInt64 = 0
        var count = 0
        for size in sizes where size <= largest {
            if count > 1, size > 2 * sum { break }
            sum += size
            count += 1
        }
        return 0..<count
    }

    private static func packs(in folder: String) throws -> [(stem: String, size: UInt64)] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        return names.filter { $0.hasSuffix(".pack") }.map { name in
            let attributes = try? FileManager.default.attributesOfItem(atPath: folder + "/" + name)
            return (folder + "/" + name.dropLast(5), (attributes?[.size] as? NSNumber)?.uint64Value ?? .max)
        }
        .sorted { $0.size < $1.size }
    }

    /// Writes one pack of all their objects, and answers its name.
    private static func write(_ stems: [String], in repository: Repository) throws -> String {
        var builder: OpaquePointer?
        try check(git_packbuilder_new(&builder, repository.pointer))
        defer { git_packbuilder_free(builder) }
        git_packbuilder_set_threads(builder, 1)
        for stem in stems {
            var backend: UnsafeMutablePointer<git_odb_backend>?
            try check(git_odb_backend_one_pack(&backend, stem + ".idx"))
            defer { backend?.pointee.free(backend) }
            try check(
                backend?.pointee.foreach(
                    backend, { oid, builder in git_packbuilder_insert(builder.map(OpaquePointer.init), oid, nil) },
                    builder.map(UnsafeMutableRawPointer.init)) ?? GIT_ERROR.rawValue)
        }
        try check(git_packbuilder_write(builder, nil, 0, nil, nil))
        return git_packbuilder_name(builder).map { String(cString: $0) } ?? ""
    }
}
