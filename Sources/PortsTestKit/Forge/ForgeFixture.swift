package import Promotion

/// A forge with one repository, and the people and machines who work there too.
package protocol ForgeFixture: Sendable {
    var forge: any Forge { get }
    /// It has the branch `base` with one commit, nothing else, and no rules.
    var repository: ForgeRepository { get }
    var base: String { get }
    /// Accounts who may review; two at least.
    var reviewers: [String] { get }

    /// Somebody pushes a new commit to a branch, which starts at the base if there is none.
    func push(_ branch: String) async throws -> CommitID
    func tip(of branch: String) async throws -> CommitID?
    func review(_ id: MergeRequestID, _ verdict: Review.Verdict, by account: String) async throws
    func close(_ id: MergeRequestID) async throws
    /// A person merges it, whatever stands in the way.
    func merge(_ id: MergeRequestID) async throws -> CommitID
    /// From now on a merge into the base needs this check's success.
    func require(check name: String) async throws
    /// A machine says on a commit how something stands.
    func post(_ status: CommitStatus, on commit: CommitID) async throws
    func statuses(on commit: CommitID) async throws -> [CommitStatus]
    /// How many merge requests there are, in any state.
    func count() async throws -> Int
    /// In the order in which they were written; what each says now, with what readers do not see.
    func comments(on id: MergeRequestID) async throws -> [ForgeComment]
    /// A person writes a comment.
    func comment(_ text: String, on id: MergeRequestID, by account: String) async throws
    /// The next request that makes a comment does so, and its answer is lost.
    func loseNextComment() async throws
    /// The next request that opens a merge request does so, and its answer is lost.
    func loseNextOpening() async throws
    /// The next request that merges does so, and its answer is lost.
    func loseNextMerge() async throws
    /// A fork of the repository, where somebody pushes a new commit to a branch.
    func fork(pushing branch: String) async throws -> (repository: ForgeRepository, head: CommitID)
    /// What stood in a merge's way is worked out by the host; nothing to do where it is so at once.
    func settle() async throws
}

/// A comment on a merge request.
package struct ForgeComment: Sendable, Hashable {
    package var account: String
    package var text: String

    package init(_ account: String, _ text: String) {
        self.account = account
        self.text = text
    }
}
