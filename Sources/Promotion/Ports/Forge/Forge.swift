import Foundation

/// A Git host with an API: opens merge requests, reads what people and machines say of them, and merges them.
///
/// Every call ends by its deadline. It throws a classified `Problem`: transient (with the host's own pause where it
/// names one), unauthorized, or permanent, in the host's own words and never with a secret. What is "not yet" is an
/// answer with a sentence, never an error. An answer that was lost is looked up before anything is sent again; where
/// that shows nothing the call throws a transient problem, and the next call looks first.
package protocol Forge: Sendable {
    /// What this host, or its adapter, cannot do, and how much it takes.
    var capabilities: ForgeCapabilities { get }

    /// The repository that the host's API has for an address that Git uses; a permanent problem where that is none of the
    /// host's.
    func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository

    /// The one open merge request from this head into this base; nil where there is none.
    ///
    /// Asked by the host's own filter, so that ten thousand others cost nothing. Read with `.basics`.
    func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest?

    /// The one open merge request from this head into this base, opened if there is none.
    ///
    /// One that is there is taken as it is, whoever opened it: its title and body may be a person's by now. Opened once,
    /// also when the answer is lost and when two ask at the same time.
    func findOrOpen(_ draft: MergeRequestDraft) async throws(Problem) -> OpenOutcome

    /// What the host knows of a merge request now; nil where it never existed, or was deleted.
    func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest?

    /// Changes what `change` names and nothing else. Doing it twice ends where doing it once does.
    ///
    /// What the host has no place for is left out: `capabilities` says so beforehand.
    func update(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem)

    /// Merges, but only at the head that the order names.
    ///
    /// One that is merged already answers its merge, by whomever. An answer that was lost is read back.
    func merge(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeOutcome

    /// Takes an order to merge when ready back, whoever gave it, and answers the state that the merge request then has: the
    /// host may have merged it meanwhile. Doing it twice, or where nothing was ordered, changes nothing.
    func cancelMerge(_ id: MergeRequestID) async throws(Problem) -> MergeRequest.State

    /// Closes without merging, and answers the state that it then has: a person may have merged it meanwhile. Closing
    /// twice is closing once.
    func close(_ id: MergeRequestID) async throws(Problem) -> MergeRequest.State

    /// Keeps one comment of ours on a merge request, open or not: makes it where there is none of this `marker`, and
    /// changes its text in place where `body` is another. Doing it twice ends where doing it once does.
    ///
    /// Only what our own account wrote counts: a person's comment with the same words is left alone. `marker` is
    /// invisible to readers and tells one comment of ours from another; `body` is Markdown. Costs one call to look, and one
    /// to write where something is to be written. An answer to the creation that was lost is looked up.
    func comment(_ id: MergeRequestID, marker: String, body: String) async throws(Problem)

    /// Deletes a branch that stands at `head`, and leaves one alone that somebody else has pushed to.
    ///
    /// Few hosts compare and delete in one step: see `ForgeCapabilities.Lack.deletionGuard`.
    func deleteBranch(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> BranchDeletion

    /// Says on a commit how something stands. The newest of each name counts; saying the same again changes nothing.
    func post(_ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository) async throws(Problem)

    /// Where a person looks at it in a browser. Made up from the host's address, without asking.
    func address(of place: ForgePlace, in repository: ForgeRepository) -> String
}

extension Forge {
    /// The repository of an address that nobody has said to be of this host; nil where its name does not tell so.
    ///
    /// Hosts take SSH under their own name, or under one with `ssh.` or `altssh.` before it.
    package func recognized(_ remote: RemoteURL) -> ForgeRepository? {
        guard let repository = try? repository(of: remote),
            let own = URLComponents(string: address(of: .repository, in: repository)), let host = own.host?.lowercased()
        else { return nil }
        if remote.scheme == .ssh {
            return ["", "ssh.", "altssh."].contains { remote.host == $0 + host } ? repository : nil
        }
        return remote.host == host && remote.port == own.port ?? remote.scheme.port ? repository : nil
    }

    /// Closes without merging, and says why in a comment of its own; nothing is said on one that was merged.
    ///
    /// The close comes first, so that a reason is never given for what then stays open; a call that ends between the two is
    /// simply made again. What the host does not let be said, on a locked conversation say, is passed over.
    package func close(_ id: MergeRequestID, reason: String) async throws(Problem) -> MergeRequest.State {
        let state = try await close(id)
        guard state == .closed else { return state }
        do throws(Problem) {
            try await comment(id, marker: "closed", body: reason)
        } catch {
            guard case .permanent = error.kind else { throw error }
        }
        return state
    }
}
