import Promotion

/// What came of one request to open a merge request.
enum Creation: Sendable {
    case opened(MergeRequest)
    /// The host has one already; its number where the host says it.
    case exists(number: Int?)
    case notYet(String)
    case nothingToMerge(String)
    case lost(Problem)
}

extension Creation {
    static func nothing(in branches: MergeRequestBranches) -> Creation {
        .nothingToMerge("\(branches.base) has everything that \(branches.head) has.")
    }
}

/// What came of one request to merge.
enum MergeReply: Sendable {
    /// Nil where the answer does not say what it came to.
    case merged(Merged?)
    case queued(String)
    /// Not merged, for whatever reason; the block is what the host's words say, nil where they say nothing.
    case refused(MergeBlock?)
    case lost(Problem)
}

/// A forge behind one host's HTTP API: what is the same for all of them once each can create, order and read.
protocol HostForge: Forge {
    var host: Host { get }

    /// One look for an open merge request that costs little; nil proves nothing where the host refuses duplicates.
    func glance(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest?
    /// Sends the one request that opens.
    func create(_ draft: MergeRequestDraft) async throws(Problem) -> Creation
    /// Sends the one request that merges.
    func order(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeReply
    /// Sends the requests of a change, whose texts are no longer than the host takes.
    func sendChange(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem)
    /// Sends the one request that closes; whatever the answer, the state is read afterwards.
    func sendClose(_ id: MergeRequestID) async throws(Problem)
    /// Sends the one request that posts a status, whose summary is no longer than the host takes.
    func sendStatus(_ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository) async throws(Problem)
    /// The account that the token stands for, as comments in this repository name their authors.
    func account(in repository: ForgeRepository) async throws(Problem) -> String
    /// The comments of a merge request, as far as one that `isEnough`.
    func comments(
        of id: MergeRequestID, until isEnough: @escaping @Sendable (HostComment) -> Bool
    ) async throws(Problem) -> [HostComment]
    /// Sends the one request that makes a comment.
    func sendComment(_ text: String, on id: MergeRequestID) async throws(Problem) -> HostReply
    /// Sends the one request that changes a comment's text; an answer 404 or 409 says that it is another by now.
    func sendComment(
        _ text: String, over comment: HostComment, on id: MergeRequestID
    ) async throws(Problem) -> HostAnswer
    /// Throws unless the token's account sees the repository.
    func look(at repository: ForgeRepository) async throws(Problem)
    /// The commit that a branch stands at; nil where there is no such branch.
    func tip(of branch: String, in repository: ForgeRepository) async throws(Problem) -> CommitID?
    /// Sends the one request that deletes; it compares `head` where the host can. Answers nil where the host did so, and
    /// its words where it did not: why is read afterwards.
    func sendDelete(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> String?
}

extension HostForge {
    package func findOrOpen(_ draft: MergeRequestDraft) async throws(Problem) -> OpenOutcome {
        if let request = try await glance(draft.branches) { return .found(request) }
        var draft = draft
        draft.title = draft.title.clipped(to: capabilities.titleLimit)
        draft.body = draft.body.clipped(to: capabilities.bodyLimit)
        switch try await create(draft) {
        case .opened(let request): return .opened(request)
        case .notYet(let reason): return .notYet(reason: reason)
        case .nothingToMerge(let reason): return .nothingToMerge(reason: reason)
        case .exists(let number):
            if let number, let request = try await open(number, draft.branches) { return .found(request) }
            if let request = try await find(draft.branches) { return .found(request) }
            throw .transient("\(host.dialect.name) says that there is a merge request already, and shows none yet.")
        case .lost(let problem):
            if let request = try await find(draft.branches) { return .opened(request) }
            throw problem
        }
    }

    package func update(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        var change = change
        change.title = change.title?.clipped(to: capabilities.titleLimit)
        change.body = change.body?.clipped(to: capabilities.bodyLimit)
        try await sendChange(id, change)
    }

    package func post(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        var status = status
        status.summary = status.summary.clipped(to: capabilities.statusLimit)
        try await sendStatus(status, on: commit, of: repository)
    }

    package func merge(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeOutcome {
        guard order.timing == .now || !capabilities.lacks(.autoMerge) else {
            throw .permanent(
                "\(host.dialect.name) cannot be told to merge \(id) by itself.",
                remedy: "Use `merge: auto`, or `manual`.")
        }
        guard capabilities.methods.contains(order.method) else {
            throw .permanent(
                "\(host.dialect.name) does not merge by \(order.method.rawValue) when it is told to.",
                remedy: "Choose another `method`, or set it in the repository.")
        }
        switch try await self.order(id, order) {
        case .merged(let merged?): return .merged(merged)
        case .queued(let reason): return .queued(reason: reason)
        case .merged(nil): return try await outcome(id, order, MergeBlock(.computing, "The merge is under way."))
        case .refused(let block): return try await outcome(id, order, block)
        case .lost(let problem):
            guard case .merged(let merged) = try await outcome(id, order, MergeBlock(.busy, problem.summary)) else {
                throw problem
            }
            return .merged(merged)
        }
    }

    /// What a merge came to, as the merge request itself tells it.
    private func outcome(
        _ id: MergeRequestID, _ order: MergeOrder, _ block: MergeBlock?
    ) async throws(Problem) -> MergeOutcome {
        guard let request = try await read(id, .basics) else { throw absent(id) }
        switch request.state {
        case .merged(let merged): return .merged(merged)
        case .closed: return .closed
        case .open where request.head != order.head: return .headMoved(to: request.head)
        case .open:
            if let block { return .notYet(block) }
            if case .notYet(let block) = request.mergeability { return .notYet(block) }
            return .notYet(MergeBlock(.rule, "\(host.dialect.name) does not merge it, and does not say why."))
        }
    }

    package func close(_ id: MergeRequestID) async throws(Problem) -> MergeRequest.State {
        let state = try await read(id, .basics)?.state
        guard state == .open else { return state ?? .closed }
        try await sendClose(id)
        return try await read(id, .basics)?.state ?? .closed
    }

    package func deleteBranch(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> BranchDeletion {
        if let end = try await endWithout(head, branch, repository) { return end }
        guard let words = try await sendDelete(branch, at: head, of: repository) else { return .deleted }
        // Somebody may have been quicker, and a host that hides what may not be changed answers like one that has nothing.
        return try await endWithout(head, branch, repository)
            ?? .refused(reason: "\(host.dialect.name) keeps \(branch)\(said(words)).")
    }

    /// What there is to say of a branch that does not stand at `head`; nil where it does.
    private func endWithout(
        _ head: CommitID, _ branch: String, _ repository: ForgeRepository
    ) async throws(Problem) -> BranchDeletion? {
        guard let tip = try await tip(of: branch, in: repository) else { return .absent }
        return tip == head ? nil : .moved(to: tip)
    }

    /// Sends the request that opens; `refused` reads what is no success. An answer that cannot be read is a lost one.
    func creation(
        _ call: HostCall, opened: (HostAnswer) async throws(Problem) -> MergeRequest,
        refused: (HostAnswer) async throws(Problem) -> Creation
    ) async throws(Problem) -> Creation {
        switch try await host.attempt(call) {
        case .lost(let problem): return .lost(problem)
        case .answer(let answer) where !answer.isSuccess: return try await refused(answer)
        case .answer(let answer):
            do throws(Problem) {
                return .opened(try await opened(answer))
            } catch {
                return .lost(error)
            }
        }
    }

    /// One of the branches is not there, or not yet; an answer 404 may also mean that the repository is not.
    func notYet(_ branches: MergeRequestBranches, _ answer: HostAnswer) async throws(Problem) -> Creation {
        if answer.status == 404 { try await look(at: branches.repository) }
        return .notYet(
            "\(host.dialect.name) does not have \(branches.head) or \(branches.base) in \(branches.repository)"
                + "\(said(answer.words)).")
    }

    /// A refusal that no answer of the port stands for.
    func refusal(_ answer: HostAnswer) -> Problem {
        .permanent("\(answer.place) failed: the answer was \(answer.status)\(said(answer.words)).")
    }

    func absent(_ id: MergeRequestID) -> Problem {
        .permanent(
            "\(host.dialect.name) has no merge request \(id).",
            remedy: "It may have been deleted; see what became of it on \(address(of: .repository, in: id.repository))."
        )
    }

    /// The merge request of a number, if it is open and of these branches.
    func open(_ number: Int, _ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        let id = MergeRequestID(repository: branches.repository, number: number)
        guard let request = try await read(id, .basics), request.isOpen, request.branches == branches else {
            return nil
        }
        return request
    }

    /// Nil for what an answer 404 says is not there, once it is sure that the repository is.
    func missing<Value>(in repository: ForgeRepository) async throws(Problem) -> Value? {
        try await look(at: repository)
        return nil
    }
}
