import Promotion

/// A chain that is on the disk and can be sent, and what else its requests came to on that base.
struct PreparedChain {
    let chain: CommitChain
    /// Nil where there is nothing to send.
    let sending: (unsent: UnsentChain, pack: [UInt8])?
    /// Promotions that are on the branch already.
    let landed: [(key: String, commit: ObjectID)]
}

extension Remote {
    /// Looks for what landed before, makes the rest's commits on `tip`, and puts them on the disk.
    func prepare(_ requests: [CommitRequest], on tip: ObjectID, of branch: String) throws -> PreparedChain {
        let repository = try mirror().repository
        var index = landed[branch] ?? LandedIndex()
        try index.advance(to: tip, in: repository, limit: settings.limits.searchedCommits)
        landed[branch] = index
        var found: [(key: String, commit: ObjectID)] = []
        var missing: [CommitRequest] = []
        for request in requests {
            if let commit = try index.commit(of: request.key, in: repository) {
                found.append((request.key, commit))
            } else {
                missing.append(request)
            }
        }
        let chain = try CommitChain(
            missing, on: tip, in: repository, by: settings.identity, at: settings.now(),
            limits: settings.limits, made: try made(on: tip, of: branch))
        guard !chain.commits.isEmpty else { return PreparedChain(chain: chain, sending: nil, landed: found) }
        let unsent = UnsentChain(branch: branch, base: tip, tip: chain.tip)
        let pack = try repository.flush(chain.objects)
        if try repository.target(of: unsent.ref) != unsent.tip { try repository.set(unsent.ref, to: unsent.tip) }
        settings.crashPoint.reached(.commitMade)
        return PreparedChain(chain: chain, sending: (unsent, pack), landed: found)
    }

    /// Commits that were made on this tip before and may have been sent, by promotion.
    func made(on tip: ObjectID, of branch: String) throws -> [String: CommitRecord] {
        let repository = try mirror().repository
        var made: [String: CommitRecord] = [:]
        for chain in try repository.unsent() where chain.branch == branch && chain.base == tip {
            made.merge(try repository.commits(of: chain)) { $1 }
        }
        return made
    }

    /// Forgets chains that were made on another tip than the branch's: what landed of them is found on the branch, and the
    /// rest can never land, for the server compares the tip.
    func dropChains(of branch: String, notOn tip: ObjectID) throws {
        let repository = try mirror().repository
        for chain in try repository.unsent() where chain.branch == branch && chain.base != tip {
            try repository.delete(chain.ref)
        }
    }
}
