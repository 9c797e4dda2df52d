import Foundation
import Promotion
import SSHTransport
import Synchronization

extension Remote {
    /// The branch's tip on the server, with its history in the mirror; nil where there is no such branch.
    func tip(of branch: String, _ call: Call) throws -> ObjectID? {
        let mirror = try soundMirror(call)
        let ref = "refs/heads/\(branch)"
        let refs = try mirror.repository.fetch(limit: settings.limits.fetchBytes) {
            try self.fetchChannel(call)
        } wanted: { _ in
            [ref]
        }
        guard let tip = refs[ref] else {
            try mirror.repository.delete(ref)
            tips.withLock { $0[branch] = nil }
            return nil
        }
        try remember(tip, of: branch)
        return tip
    }

    /// Begins a push, hears what the server says, and leaves.
    func probePush(_ call: Call) throws {
        let channel = try channel(.receivePack, call)
        defer { channel.close() }
        try ReceivePack(channel).leave()
    }

    /// Moves the mirror's branch to what the server has.
    func remember(_ tip: ObjectID, of branch: String) throws {
        let repository = try mirror().repository
        let ref = "refs/heads/\(branch)"
        if try repository.target(of: ref) != tip { try repository.set(ref, to: tip) }
        tips.withLock { $0[branch] = tip }
    }

    /// The branch's tip as the mirror has it; nil where it was never fetched.
    func rememberedTip(of branch: String) throws -> ObjectID? {
        let tip = try mirror().repository.target(of: "refs/heads/\(branch)")
        tips.withLock { $0[branch] = tip }
        return tip
    }

    /// Files at a commit that the mirror has. What is no file there is left out.
    func read(_ patterns: [FilePattern], at commit: CommitID) throws -> FoundFiles {
        let repository = try mirror().repository
        let root = try repository.tree(of: known(commit))
        return try repository.read(patterns, in: root, limits: settings.limits)
    }

    func promotions(from tip: CommitID, downTo base: CommitID?, limit: Int) throws -> [CommitTrailers] {
        var found: [CommitTrailers] = []
        try mirror().repository.walk(from: known(tip), downTo: base.flatMap { ObjectID($0) }, limit: limit) { record in
            let trailers = Trailers.parse(record.message)
            if trailers.contains(where: { $0.key.lowercased() == "sluice-stage" }) {
                found.append(
                    CommitTrailers(commit: record.id.commit, committedAt: record.committedAt, trailers: trailers))
            }
            return true
        }
        return found
    }

    func isAncestor(_ ancestor: CommitID, of commit: CommitID) throws -> Bool {
        guard let ancestor = ObjectID(ancestor) else { return false }
        return try mirror().repository.isAncestor(ancestor, of: known(commit))
    }

    /// The commit's id, where the mirror has it.
    func known(_ commit: CommitID) throws -> ObjectID {
        guard let id = ObjectID(commit) else {
            throw Problem.permanent("`\(commit.hex.printable)` is not a commit's id.")
        }
        guard try mirror().repository.contains(id) else {
            throw Problem.transient("The mirror of \(url) does not have commit \(commit.short) yet.")
        }
        return id
    }
}
