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

    /// Packs that are to be put together.
    ///
    /// `write` takes seconds where much is in them, and needs nobody to wait: the repository is used meanwhile.
    struct Merge: Sendable {
        /// The repository's path.
        let repository: String
        /// The paths of the packs, without `.pack`.
        let stems: [String]
    }

    /// What is to be put together now; nil where there are no more packs than `limit`.
    static func merge(in repository: String, over limit: Int) throws -> Merge? {
        let packs = try packs(in: repository + "/objects/pack")
        guard packs.count > limit else { return nil }
        let chosen = choose(packs.map(\.size)).map { packs[$0].stem }
        return chosen.count > 1 ? Merge(repository: repository, stems: chosen) : nil
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
}

extension PackMaintenance.Merge {
    /// Writes one pack of all objects of the packs, and answers its name.
    func write() throws -> String {
        let repository = try Repository(at: self.repository)
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

    /// Takes away the packs whose objects the new one has; answers whether it did. Whoever has the repository open has to
    /// open it anew then.
    ///
    /// A process that was killed before leaves only superfluous copies. Where the repository was replaced meanwhile the new
    /// pack is not in it, and nothing is taken away.
    func removeOld(for name: String) -> Bool {
        let new = "\(repository)/objects/pack/pack-\(name)"
        let files = FileManager.default
        guard files.fileExists(atPath: new + ".pack"), files.fileExists(atPath: new + ".idx") else { return false }
        for stem in stems where stem != new {
            for end in [".pack", ".idx"] { try? files.removeItem(atPath: stem + end) }
        }
        return true
    }
}
