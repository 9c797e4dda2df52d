package import Promotion

/// What it takes beside a forge to walk through everything that Sluice does there.
package protocol ForgeHands: Sendable {
    var forge: any Forge { get }
    var repository: ForgeRepository { get }
    var base: String { get }

    /// Somebody pushes a new commit to a branch, which starts at the base if there is none.
    func push(_ branch: String) async throws -> CommitID
    func tip(of branch: String) async throws -> CommitID?
    /// Another account approves, and its name as the host's reviews have it; nil where there is no other account.
    func approve(_ id: MergeRequestID) async throws -> String?
    /// Hears of what happens at the host; nil where nothing of it can be reached from there.
    var hook: (any ForgeHook)? { get }
    /// Returns once the host may have worked out what it was asked; throws where it was asked often enough.
    func wait(for what: String) async throws
}

extension ForgeHands {
    package var hook: (any ForgeHook)? { nil }
}

/// The life of two merge requests, from the push of a branch to its deletion, in steps that build on each other.
///
/// `scripts/trial forge` walks them on a live host, and the port's conformance suite on every adapter.
package struct ForgeFlow: Sendable {
    private let hands: any ForgeHands
    private let branch: String
    private let report: @Sendable (_ step: String) -> Void

    /// - Parameters:
    ///   - branch: a name that nobody else uses; another one with `-2` at its end is used, too.
    ///   - report: told of each step that is done.
    package init(
        _ hands: any ForgeHands, branch: String, report: @escaping @Sendable (_ step: String) -> Void = { _ in }
    ) {
        self.hands = hands
        self.branch = branch
        self.report = report
    }

    private var forge: any Forge { hands.forge }
    private var branches: MergeRequestBranches { branches(branch) }

    private func branches(_ head: String) -> MergeRequestBranches {
        MergeRequestBranches(repository: hands.repository, base: hands.base, head: head)
    }

    /// Throws where a step does not end as it should. Whatever happens, `cleanUp` is worth calling.
    package func walk() async throws {
        let first = try await hands.push(branch)
        try await hands.hook?.register()
        let (id, _) = try await open(branches, at: first)
        try await hear(of: id)
        try await change(id)
        try await comment(id)
        try await postStatus(id, first)
        try await review(id, first)
        let head = try await race(id, approved: first)
        try await merge(id, at: head)
        try await delete(branch, at: head)
        try await give(up: branch + "-2")
    }

    private func open(
        _ branches: MergeRequestBranches, at head: CommitID
    ) async throws -> (MergeRequestID, MergeRequestDraft) {
        let draft = MergeRequestDraft(
            branches, title: "Try Sluice on \(branches.base)", body: "Made by a trial of Sluice, and gone soon.")
        var opened: MergeRequest?
        while opened == nil {
            switch try await forge.findOrOpen(draft) {
            case .opened(let request), .found(let request): opened = request
            case .notYet(let reason): try await hands.wait(for: reason)
            case .nothingToMerge(let reason):
                throw ConformanceFailure("A branch with a commit of its own gets a merge request", seen: reason)
            }
        }
        let request = try require(opened, "It is opened")
        try require(request.head, is: head, "Its head is the branch's tip")
        report("opened \(request.address)")
        try require(try await forge.find(branches)?.id, is: request.id, "It is found again by its branches")
        try require(
            try await forge.findOrOpen(draft).mergeRequest?.id, is: request.id, "It is opened no second time")
        report("found it again, and opened no second one")
        return (request.id, draft)
    }

    private func hear(of id: MergeRequestID) async throws {
        guard let hook = hands.hook else { return report("no webhook reaches this machine: left out") }
        while let missing = try await hook.missing(of: id) { try await hands.wait(for: missing) }
        try await hook.remove()
        report("heard of it by a webhook with the right proof, and removed the webhook")
    }

    private func change(_ id: MergeRequestID) async throws {
        let lacksLabels = forge.capabilities.lacks(.labels)
        let change = MergeRequestChange(
            title: "Try Sluice, again", body: "Another text.", addedLabels: lacksLabels ? [] : ["sluice-trial"])
        for _ in 1...2 { try await forge.update(id, change) }
        let read = try require(try await forge.read(id, .basics), "It is read")
        try require(read.title, is: "Try Sluice, again", "Its title changes")
        try require(read.body.trimmed, is: "Another text.", "Its body changes")
        try require(lacksLabels || read.labels == ["sluice-trial"], "It has its label, once", seen: "\(read.labels)")
        report(lacksLabels ? "changed its text" : "changed its text and labels")
    }

    private func comment(_ id: MergeRequestID) async throws {
        for text in ["Waits.", "Waits.", "Goes on."] { try await forge.comment(id, marker: "trial", body: text) }
        report("commented on it, and changed the comment in place")
    }

    private func postStatus(_ id: MergeRequestID, _ head: CommitID) async throws {
        for state in [CommitStatus.State.pending, .success] {
            let status = CommitStatus(name: "sluice/trial", state: state, summary: "A trial.")
            for _ in 1...2 { try await forge.post(status, on: head, of: hands.repository) }
            while true {
                let checks = try await forge.read(id, .checks)?.checks.filter { $0.name == "sluice/trial" } ?? []
                if checks.map(\.state) == [state] { break }
                try await hands.wait(for: "its status is \(state): it reads \(checks.map(\.state))")
            }
        }
        report("posted a status on its commit, and read it")
    }

    private func review(_ id: MergeRequestID, _ head: CommitID) async throws {
        guard let account = try await hands.approve(id) else {
            return report("no other account may review it: left out")
        }
        while true {
            let reviews = try await forge.read(id, .reviews)?.reviews ?? []
            if let review = reviews.first(where: { $0.account == account }) {
                try require(review.verdict, is: .approved, "The verdict is read")
                try require(review.head == nil || review.head == head, "With its head", seen: "\(review)")
                break
            }
            try await hands.wait(for: "the review by \(account): there are \(reviews)")
        }
        report("read the approval by \(account)")
    }

    /// A person pushes after the approval, and what was approved is not there to be merged any more.
    private func race(_ id: MergeRequestID, approved: CommitID) async throws -> CommitID {
        let head = try await hands.push(branch)
        while try await forge.read(id, .basics)?.head != head { try await hands.wait(for: "the push is read") }
        let outcome = try await forge.merge(id, MergeOrder(head: approved, method: .merge))
        try require(outcome, is: .headMoved(to: head), "A head that nobody approved is not merged")
        report("did not merge what somebody had pushed to meanwhile")
        return head
    }

    private func merge(_ id: MergeRequestID, at head: CommitID) async throws {
        let order = MergeOrder(head: head, method: .merge, subject: "Try Sluice", body: "Sluice-Stage: trial")
        var merged: Merged?
        while merged == nil {
            switch try await forge.merge(id, order) {
            case .merged(let outcome): merged = outcome
            case .notYet(let block): try await hands.wait(for: block.reason)
            case let other: throw ConformanceFailure("What nothing stands against is merged", seen: "\(other)")
            }
        }
        let commit = try require(merged?.commit, "The merge is named")
        try require(try await hands.tip(of: hands.base), is: commit, "It is the base's tip")
        guard case .merged(let again) = try await forge.merge(id, order), again.commit == commit else {
            throw ConformanceFailure("An order for what is merged answers its merge", seen: "another")
        }
        report("merged it at the head that was approved, as \(commit.short)")
    }

    private func delete(_ branch: String, at head: CommitID) async throws {
        let other = try require(try await hands.tip(of: hands.base), "The base has a tip")
        let moved = try await forge.deleteBranch(branch, at: other, of: hands.repository)
        try require(moved == .moved(to: head) || moved == .absent, "A branch that moved stays", seen: "\(moved)")
        let gone = try await forge.deleteBranch(branch, at: head, of: hands.repository)
        try require(gone == .deleted || gone == .absent, "It is deleted", seen: "\(gone)")
        try require(try await hands.tip(of: branch), is: nil, "It is gone")
        report("deleted its branch, but not at another head")
    }

    private func give(up branch: String) async throws {
        let head = try await hands.push(branch)
        let (id, _) = try await open(branches(branch), at: head)
        try require(
            try await forge.close(id, reason: "The trial is over."), is: .closed, "It is closed")
        try require(try await forge.find(branches(branch)), is: nil, "It is not found any more")
        report("closed another one, with its reason")
        try await delete(branch, at: head)
    }

    /// Closes what is open and deletes what is there; what was merged stays. Answers what it could not do.
    @discardableResult
    package func cleanUp() async -> [String] {
        var left: [String] = []
        do {
            try await hands.hook?.remove()
        } catch {
            left.append("The webhook is still there: \(error)")
        }
        for branch in [branch, branch + "-2"] {
            do {
                if let request = try await forge.find(branches(branch)) { _ = try await forge.close(request.id) }
            } catch {
                left.append("The merge request of \(branch) may still be open: \(error)")
            }
            do {
                if let why = try await remains(branch) { left.append("\(branch) is still there: \(why)") }
            } catch {
                left.append("\(branch) may still be there: \(error)")
            }
        }
        return left
    }

    /// Deletes a branch wherever it stands: what was sent before may still move it. Answers why it is still there, if it is.
    private func remains(_ branch: String) async throws -> String? {
        var why: String?
        for _ in 1...5 {
            guard let tip = try await hands.tip(of: branch) else { return nil }
            switch try await forge.deleteBranch(branch, at: tip, of: hands.repository) {
            case .deleted, .absent: why = "the host says that it deleted it"
            case .moved(let other): why = "it moved to \(other.short)"
            case .refused(let reason): return reason
            }
        }
        return try await hands.tip(of: branch) == nil ? nil : why
    }
}
