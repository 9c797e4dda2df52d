import Promotion
import SSHTransport

extension Remote {
    /// The mirror; cloned again first where it was found damaged.
    ///
    /// Commits that were made and not sent move to the new mirror where they can still be read.
    func soundMirror(_ call: Call) throws -> BareMirror {
        let mirror = try mirror()
        guard mirror.isDamaged else { return mirror }
        landed = [:]
        knownTags = [:]
        let limit = settings.limits.fetchBytes
        try mirror.replace { new, old in
            // A mirror too broken to list its refs has no commits to save; branches are fetched when they are asked for.
            let unsent = (try? old.unsent()) ?? []
            let branches = Set(((try? old.refs(below: "refs/heads/")) ?? []) + unsent.map { "refs/heads/\($0.branch)" })
            let refs = try new.fetch(limit: limit) {
                try self.fetchChannel(call)
            } wanted: { _ in
                branches.sorted()
            }
            for branch in branches {
                if let tip = refs[branch] { try new.set(branch, to: tip) }
            }
            for chain in unsent { new.save(chain, from: old) }
        }
        return mirror
    }
}

extension Repository {
    /// Copies a chain of unsent commits. One that cannot be read, or builds on what the server no longer has, is left
    /// behind: the promotion is then looked for on the branch, and made anew where it is not there.
    fileprivate func save(_ chain: UnsentChain, from old: Repository) {
        guard contains(chain.base), let objects = try? old.objects(of: chain),
            let pack = try? old.pack(objects), (try? store(pack: pack)) != nil
        else { return }
        try? set(chain.ref, to: chain.tip)
    }
}
