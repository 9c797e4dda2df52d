import CGit2
import Foundation
import Promotion

/// What requests come to on one base: a chain of commits, and those that need none.
struct CommitChain {
    let base: ObjectID
    var tip: ObjectID
    private(set) var commits: [(key: String, id: ObjectID)] = []
    /// What the pack has to hold: the new commits, trees and blobs.
    private(set) var objects: [ObjectID] = []
    private(set) var declared: [(key: String, at: ObjectID)] = []
    private(set) var refused: [(key: String, problem: Problem)] = []

    /// Prepares each request on what the ones before it made. The new objects stay in memory.
    ///
    /// `made`: commits from before, by promotion. One that has the same parent and the same tree as the one that would be
    /// made now is taken as it is, so that the identical bytes are sent again.
    init(
        _ requests: [CommitRequest], on base: ObjectID, in repository: Repository, by identity: GitIdentity,
        at time: Date,
        limits: GitLimits, made: [String: CommitRecord]
    ) throws {
        self.base = base
        tip = base
        var tree = try repository.tree(of: base)
        for request in requests {
            let found = try repository.read(request.files, in: tree, limits: limits)
            switch request.prepare(found, on: tip.commit) {
            case .alreadyDeclared: declared.append((request.key, tip))
            case .refused(let problem): refused.append((request.key, problem))
            case .commit(let changed, let message):
                let new: (tree: ObjectID, objects: [ObjectID])
                do {
                    new = try repository.writing(Self.checked(changed), into: tree)
                } catch let error as TreePath.Refused {
                    refused.append((request.key, .permanent("Nothing was written: \(error).")))
                    continue
                } catch let error as NotAFile {
                    refused.append((request.key, .permanent("Nothing was written: \(error).")))
                    continue
                }
                let id: ObjectID
                if let old = made[request.key], old.parents == [tip], old.tree == new.tree {
                    id = old.id
                } else {
                    id = try Self.commit(new.tree, on: tip, message, in: repository, by: identity, at: time)
                }
                commits.append((request.key, id))
                objects += [id] + new.objects
                (tip, tree) = (id, new.tree)
            }
        }
    }

    private static func checked(_ files: [String: [UInt8]]) throws(TreePath.Refused) -> [TreePath: [UInt8]] {
        var checked: [TreePath: [UInt8]] = [:]
        for (path, bytes) in files { checked[try TreePath(path)] = bytes }
        return checked
    }

    private static func commit(
        _ tree: ObjectID, on parent: ObjectID, _ message: String, in repository: Repository, by identity: GitIdentity,
        at time: Date
    ) throws -> ObjectID {
        let seconds = Int64(time.timeIntervalSince1970)
        let author = Signature(name: identity.name, email: identity.email, seconds: seconds)
        let committer = identity.committer.map { Signature(name: $0.name, email: $0.email, seconds: seconds) }
        let commit = CommitObject(
            tree: tree, parents: [parent], author: author, committer: committer ?? author, message: message)
        let signature = try identity.signingKey?.armoured(commit.bytes)
        return try repository.write(commit.bytes(signature: signature), as: GIT_OBJECT_COMMIT)
    }
}
