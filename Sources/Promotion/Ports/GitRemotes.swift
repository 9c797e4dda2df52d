package import Foundation

/// A commit's id, forty hex digits.
package struct CommitID: Sendable, Hashable, Codable, CustomStringConvertible {
    package let hex: String

    package init(hex: String) { self.hex = hex }
    package var description: String { hex }
    package var short: String { String(hex.prefix(10)) }

    package init(from decoder: any Decoder) throws { hex = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

/// Reads and writes Git repositories: environments' branches, and application repositories' tags and heads.
///
/// Every call ends by its deadline and throws a classified `Problem`. Calls for one remote wait for one another; calls
/// for different remotes never do.
package protocol GitRemotes: Sendable {
    /// The branch's tip: asked from the server, and its history present in the mirror afterwards.
    ///
    /// Nil where the branch does not exist.
    func tip(of branch: Branch, deadline: Duration) async throws(Problem) -> CommitID?

    /// The branch's tip as the mirror remembers it, without asking the server; nil where it was never fetched.
    ///
    /// Good enough to plan on: what is sent is compared with the server's own tip.
    func rememberedTip(of branch: Branch) async -> CommitID?

    /// Reads files at a commit that the mirror has, from the mirror alone. A path that is no file is missing from the answer.
    ///
    /// A pattern that finds more than `FilePattern.mostMatches` files, or one that is too large, has a permanent problem of
    /// its own; the others are read.
    func read(
        _ patterns: [FilePattern], at commit: CommitID, of remote: RemoteURL
    ) async throws(Problem) -> FoundFiles

    /// Commits reachable from `tip`, newest first, that carry a `Sluice-Stage` trailer; at most `limit` commits are
    /// looked at, and none behind `base`.
    func promotions(
        from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> [CommitTrailers]

    /// Who wrote the files that patterns match, from `tip` down to `base`, as the mirror has it; see `Writers`.
    ///
    /// At most `limit` commits are looked at, and none behind `base`.
    func writers(
        of patterns: [FilePattern], from tip: CommitID, downTo base: CommitID?, of remote: RemoteURL, limit: Int
    ) async throws(Problem) -> Writers

    /// Whether `ancestor` is `commit` or reachable from it.
    func isAncestor(_ ancestor: CommitID, of commit: CommitID, in remote: RemoteURL) async throws(Problem) -> Bool

    /// Puts each request's commit on the branch, at most once for each key, however often and whenever it is called.
    ///
    /// Requests become a chain of commits in one push. Each commit is durable, on a ref of its own in the mirror, before
    /// it is sent. For a key that was sent before: while the branch stands where that commit was made, the identical commit
    /// is sent again; otherwise it is looked for first, by id and by its `Sluice-Promotion` trailer. A lost race is fetched,
    /// prepared again on the new tip and sent at once, up to a limit. An ambiguous answer is read back. A rejection that is
    /// no race is sent again one by one, so that only the offender stops.
    ///
    /// `authorize` is asked for each key right before every push: gates may have closed meanwhile.
    /// The answer has an outcome for every key.
    func send(
        _ requests: [CommitRequest], to branch: Branch, deadline: Duration,
        authorize: @escaping @Sendable (String) async -> Bool
    ) async -> [String: SendOutcome]

    /// Puts the request's commit, made on the tip of `base`, alone on a branch of Sluice's own in the same repository, or
    /// in a fork of it.
    ///
    /// The branch is made, or moved from a commit of Sluice's: compared and swapped, never from anybody else's. The commit
    /// is durable before it is sent; asked again on the same tip, it is the identical one. An ambiguous answer is read back.
    /// A fork may be behind the base, or ahead of it: it is sent whatever it lacks. It waits in the base's turn.
    func put(
        _ request: CommitRequest, on base: Branch, as own: OwnBranch, deadline: Duration,
        authorize: @escaping @Sendable () async -> Bool
    ) async -> OwnBranchOutcome

    /// Asks whether the server takes pushes from us at all. Pushes nothing; throws what it says where it does not.
    ///
    /// Hosts open the service that takes pushes (`git-receive-pack`) to those only who may push to the repository. What
    /// protects single branches, and hooks, show at a push only.
    func probePush(to remote: RemoteURL, deadline: Duration) async throws(Problem)

    /// Tags of an application repository, peeled to commits, with the commit's or tagger's time.
    func tags(of remote: RemoteURL, deadline: Duration) async throws(Problem) -> [GitTag]

    /// A branch head of an application repository.
    func head(of branch: Branch, deadline: Duration) async throws(Problem) -> GitTag?

    /// What an application repository has at `to` and had not at `from`: commits reachable from `to` and not from `from`,
    /// newest first, `limit` of them with their words and all of them counted. Without `from`, or where the repository does
    /// not have it, the newest of the whole history.
    ///
    /// The server is asked only for what the mirror lacks. Throws a permanent problem where no branch or tag of the
    /// repository leads to `to`.
    func changes(
        from: CommitID?, to: CommitID, of remote: RemoteURL, limit: Int, deadline: Duration
    ) async throws(Problem) -> ChangeLog
}

/// A tag or a branch head, and the commit behind it.
package struct GitTag: Sendable, Hashable {
    package var name: String
    package var commit: CommitID
    package var created: Date?
    /// `Name <email>` of the commit's author.
    package var author: String?

    package init(name: String, commit: CommitID, created: Date?, author: String? = nil) {
        self.name = name
        self.commit = commit
        self.created = created
        self.author = author
    }
}

/// One commit wanted on a branch.
package struct CommitRequest: Sendable {
    /// The promotion's id, which the commit carries as its `Sluice-Promotion` trailer.
    package let key: String
    /// The files to read at the base; where one cannot be read, the request alone is refused.
    package let files: [FilePattern]
    /// Pure; called again on every new base with what `files` hold there (missing where there is no such file). In a batch it
    /// sees what the requests before it changed.
    package let prepare: @Sendable (_ files: [String: [UInt8]], _ base: CommitID) -> PreparedCommit

    package init(
        key: String, files: [FilePattern],
        prepare: @escaping @Sendable (_ files: [String: [UInt8]], _ base: CommitID) -> PreparedCommit
    ) {
        self.key = key
        self.files = files
        self.prepare = prepare
    }

    /// What the request comes to on a base where its files were looked for.
    package func prepare(_ found: FoundFiles, on base: CommitID) -> PreparedCommit {
        do throws(Problem) {
            return prepare(try found.contents(for: files), base)
        } catch {
            return .refused(error)
        }
    }
}

/// What a request comes to on one base.
package enum PreparedCommit: Sendable {
    /// Write these files' new contents with this message (subject, body and trailers, ending in a newline).
    case commit(files: [String: [UInt8]], message: String)
    /// The base declares it already; nothing is written.
    case alreadyDeclared
    /// It can't be written on this base.
    case refused(Problem)
}

/// What became of one request.
package enum SendOutcome: Sendable, Hashable {
    /// The commit is on the branch, read back from the server.
    case landed(CommitID)
    /// The branch's tip declares the values without a commit of this promotion.
    case alreadyDeclared(at: CommitID)
    /// `prepare` refused on the branch's newest base.
    case refused(Problem)
    /// Not sent, or sent and not accepted; its kind says whether to try again.
    case failed(Problem)
    /// `authorize` said no; nothing was sent.
    case notAuthorized
}

extension Sequence<CommitTrailers> {
    /// The first one that brought a promotion into a stage.
    package func first(of stage: StageID) -> CommitTrailers? {
        first { $0.last("Sluice-Pipeline") == stage.pipeline && $0.last("Sluice-Stage") == stage.environment }
    }
}

/// A commit that Sluice made, by its trailers.
package struct CommitTrailers: Sendable, Hashable {
    package var commit: CommitID
    package var committedAt: Date
    /// In the message's order: `Sluice-Promotion`, `Sluice-Artifact`, …
    package var trailers: [Trailer]

    package struct Trailer: Sendable, Hashable {
        package var key: String
        package var value: String

        package init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    package init(commit: CommitID, committedAt: Date, trailers: [Trailer]) {
        self.commit = commit
        self.committedAt = committedAt
        self.trailers = trailers
    }

    /// The last value of a trailer; keys are compared without regard to case.
    package func last(_ key: String) -> String? {
        trailers.last { $0.key.caseInsensitiveCompare(key) == .orderedSame }?.value
    }
}
