import Promotion

/// Commits that were made for a branch, are on the disk, and may or may not have reached the server.
///
/// Kept as one ref, `refs/sluice/unsent/<base>/<branch>`, at the last commit of the chain; the base is the branch's tip that
/// they were made on. One ref for a whole batch: one flush to the disk, not one for each commit.
struct UnsentChain: Hashable, Sendable {
    let branch: String
    let base: ObjectID
    let tip: ObjectID

    static let folder = "refs/sluice/unsent/"

    var ref: String { "\(Self.folder)\(base)/\(branch)" }
}

extension Repository {
    /// Every chain that was not seen to land.
    func unsent() throws -> [UnsentChain] {
        try refs(below: UnsentChain.folder).compactMap { ref in
            let name = ref.dropFirst(UnsentChain.folder.count)
            guard let slash = name.firstIndex(of: "/"), let base = ObjectID(hex: name[..<slash]),
                let tip = try target(of: ref)
            else { return nil }
            return UnsentChain(branch: String(name[name.index(after: slash)...]), base: base, tip: tip)
        }
    }

    /// The chain's commits by the promotion that each carries.
    func commits(of chain: UnsentChain) throws -> [String: CommitRecord] {
        var commits: [String: CommitRecord] = [:]
        try walk(from: chain.tip, downTo: chain.base, limit: 10_000) { record in
            for key in record.promotions { commits[key] = record }
            return true
        }
        return commits
    }

    /// The objects that the chain adds to its base.
    func objects(of chain: UnsentChain) throws -> [ObjectID] {
        var objects: [ObjectID] = []
        var known = try tree(of: chain.base)
        var records: [CommitRecord] = []
        try walk(from: chain.tip, downTo: chain.base, limit: 10_000) { record in
            records.append(record)
            return true
        }
        for record in records.reversed() {
            objects.append(record.id)
            try difference(from: known, to: record.tree, into: &objects)
            known = record.tree
        }
        return objects
    }
}

extension CommitRecord {
    /// The promotions that the commit says it carries: one, or several where a person squashed them.
    var promotions: [String] {
        Trailers.parse(message).filter { $0.key.lowercased() == "sluice-promotion" }.map(\.value)
    }
}
