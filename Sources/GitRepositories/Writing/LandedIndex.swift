/// Which promotions are on a branch, by their trailers. Reads each commit once.
struct LandedIndex: Sendable {
    private var tip: ObjectID?
    private var commits: [String: ObjectID] = [:]

    /// Takes in what is new on the branch: at most `limit` commits, so that an old branch's first reading ends.
    mutating func advance(to tip: ObjectID, in repository: Repository, limit: Int) throws {
        guard tip != self.tip else { return }
        try repository.walk(from: tip, downTo: self.tip, limit: limit) { record in
            for key in record.promotions where commits[key] == nil { commits[key] = record.id }
            return true
        }
        self.tip = tip
    }

    /// The commit that carries a promotion, where the branch still reaches it.
    func commit(of key: String, in repository: Repository) throws -> ObjectID? {
        guard let tip, let commit = commits[key] else { return nil }
        // Somebody may have thrown it away by force since.
        return try repository.isAncestor(commit, of: tip) ? commit : nil
    }
}
