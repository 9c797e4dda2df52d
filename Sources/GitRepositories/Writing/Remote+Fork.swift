import Promotion

extension Remote {
    /// Everything that a fork needs for `tip` and lacks, as far as what it advertises tells.
    ///
    /// A fork is as old as the day on which somebody brought it up to date last, and has what was pushed to it alone. Where
    /// the mirror knows nothing of what it has, its branch of the base's name is fetched first, to find what they share.
    func pack(
        _ tip: ObjectID, for fork: RemoteURL, _ advertisement: RefAdvertisement, _ base: String, _ call: Call
    ) throws -> [UInt8] {
        let repository = try mirror().repository
        let theirs = advertisement.all
        if !theirs.isEmpty, !theirs.contains(where: repository.contains) {
            try fetch(fork, call) { refs in
                let main = "refs/heads/\(base)"
                return refs[main] == nil ? refs.keys.filter { $0.hasPrefix("refs/heads/") }.sorted() : [main]
            }
        }
        let limit = settings.limits.forkCommits
        guard let objects = try repository.objects(behind: tip, lackedBy: theirs, limit: limit) else {
            throw Problem.permanent(
                "\(fork) lacks more than \(limit) commits of \(url).",
                remedy: "Bring the fork up to date once: push the branch `\(base.printable)` to it.")
        }
        return try repository.pack(objects)
    }

    /// Fetches refs of a fork into the mirror; moves none of the mirror's.
    func fetch(_ fork: RemoteURL, _ call: Call, wanted: ([String: ObjectID]) -> [String]) throws {
        let open = { try self.fetchChannel(call, of: fork) }
        _ = try mirror().repository.fetch(limit: settings.limits.fetchBytes, open: open, wanted: wanted)
    }
}
