package import Foundation
package import Promotion
import Synchronization

/// A working Git host in memory, with people who push, review, merge and close, and calls that fail when a test says so.
package final class FakeForge: Forge {
    /// A call of the port.
    package enum Call: String, Sendable, Hashable, CaseIterable {
        case find, open, read, update, merge, cancelMerge, close, comment, deleteBranch, post
    }

    /// What befalls a call.
    enum Fault: Sendable {
        /// Nothing is done.
        case refused(Problem)
        /// Everything is done, and the caller does not learn of it.
        case answerLost
    }

    struct State {
        var repositories: [ForgeRepository: FakeForgeRepository] = [:]
        var faults: [Call: [Fault]] = [:]
        /// Ticks once for each thing that happens.
        var now = Date(timeIntervalSince1970: 1_795_521_600)
    }

    let state = Mutex(State())

    /// Every call, those that failed included.
    package let calls = Recorder<Call>()
    package let capabilities: ForgeCapabilities
    /// A test's clock, where one is given.
    let clock: (@Sendable () -> Date)?

    package init(
        capabilities: ForgeCapabilities = ForgeCapabilities(
            methods: Set(MergeMethod.allCases), titleLimit: 255, bodyLimit: 65_536, markdown: .github),
        now clock: (@Sendable () -> Date)? = nil
    ) {
        self.clock = clock
        self.capabilities = capabilities
    }

    package func repository(of remote: RemoteURL) throws(Problem) -> ForgeRepository {
        guard let repository = ForgeRepository(of: remote) else {
            throw .permanent("\(remote) is no repository of this host.")
        }
        return repository
    }

    package func find(_ branches: MergeRequestBranches) async throws(Problem) -> MergeRequest? {
        try act(.find, branches.repository) { repository, _ in repository.open(branches) }
    }

    package func findOrOpen(_ draft: MergeRequestDraft) async throws(Problem) -> OpenOutcome {
        // As an adapter that finds its own merge request again after the answer was lost.
        _ = takeLoss(of: .open)
        let fork = draft.branches.headRepository.flatMap { fork in state.withLock { $0.repositories[fork]?.current } }
        return try act(.open, draft.branches.repository) { repository, _ in
            if let fork { repository.learn(from: fork) }
            return Self.open(draft, in: &repository, from: fork, limits: self.capabilities)
        }
    }

    package func read(_ id: MergeRequestID, _ parts: MergeRequestParts) async throws(Problem) -> MergeRequest? {
        try act(.read, id.repository) { repository, _ in
            guard var request = repository.requests[id.number]?.request else { return nil }
            request.mergeability = repository.block(of: request).map { .notYet($0) } ?? .ready
            if parts.contains(.queue), request.isOpen, repository.requests[id.number]?.queued != nil {
                request.queued = repository.block(of: request)?.reason ?? "It is merged soon."
            }
            if parts.contains(.checks) { request.checks = repository.checks(on: request.head) }
            if !parts.contains(.reviews) { request.reviews = [] }
            return request
        }
    }

    package func update(_ id: MergeRequestID, _ change: MergeRequestChange) async throws(Problem) {
        let stranger = try act(.update, id.repository) { repository, _ -> String? in
            if let known = repository.accounts, let stranger = change.addedReviewers.subtracting(known).min() {
                return stranger
            }
            guard var request = repository.requests[id.number]?.request else { return nil }
            if let title = change.title { request.title = title.clipped(to: self.capabilities.titleLimit) }
            if let body = change.body { request.body = body.clipped(to: self.capabilities.bodyLimit) }
            request.labels.removeAll { change.removedLabels.contains($0) }
            request.labels += change.addedLabels.sorted().filter { !request.labels.contains($0) }
            request.reviewers += change.addedReviewers.sorted().filter { !request.reviewers.contains($0) }
            repository.requests[id.number]?.request = request
            return nil
        }
        if let stranger { throw .permanent("There is no account \(stranger).", remedy: "Check the name.") }
    }

    package func merge(_ id: MergeRequestID, _ order: MergeOrder) async throws(Problem) -> MergeOutcome {
        _ = takeLoss(of: .merge)
        return try act(.merge, id.repository) { repository, now in
            guard let request = repository.requests[id.number]?.request else { return .closed }
            switch request.state {
            case .merged(let merged): return .merged(merged)
            case .closed: return .closed
            case .open: break
            }
            guard request.head == order.head else { return .headMoved(to: request.head) }
            if let block = repository.block(of: request) {
                guard order.timing == .whenReady else { return .notYet(block) }
                repository.requests[id.number]?.queued = order
                return .queued(reason: block.reason)
            }
            return repository.merge(id.number, order.method, by: "sluice", at: now).map { .merged($0) } ?? .closed
        }
    }

    package func cancelMerge(_ id: MergeRequestID) async throws(Problem) -> MergeRequest.State {
        try act(.cancelMerge, id.repository) { repository, _ in
            repository.requests[id.number]?.queued = nil
            return repository.requests[id.number]?.request.state ?? .closed
        }
    }

    package func close(_ id: MergeRequestID) async throws(Problem) -> MergeRequest.State {
        try act(.close, id.repository) { repository, _ in
            if repository.requests[id.number]?.request.isOpen == true {
                repository.requests[id.number]?.request.state = .closed
            }
            return repository.requests[id.number]?.request.state ?? .closed
        }
    }

    package func comment(_ id: MergeRequestID, marker: String, body: String) async throws(Problem) {
        _ = takeLoss(of: .comment)
        let text = "<!-- \(marker) -->\n" + body
        let isThere = try act(.comment, id.repository) { repository, _ in
            guard var entry = repository.requests[id.number] else { return false }
            let comment = ForgeComment("sluice", text.clipped(to: self.capabilities.commentLimit))
            let own = entry.comments.firstIndex { $0.account == "sluice" && $0.text.hasPrefix("<!-- \(marker) -->\n") }
            if let own { entry.comments[own] = comment } else { entry.comments.append(comment) }
            repository.requests[id.number] = entry
            return true
        }
        guard isThere else { throw .permanent("There is no merge request \(id).") }
    }

    package func deleteBranch(
        _ branch: String, at head: CommitID, of repository: ForgeRepository
    ) async throws(Problem) -> BranchDeletion {
        try act(.deleteBranch, repository) { repository, _ in
            guard let tip = repository.branches[branch] else { return .absent }
            guard tip == head else { return .moved(to: tip) }
            repository.branches[branch] = nil
            return .deleted
        }
    }

    package func post(
        _ status: CommitStatus, on commit: CommitID, of repository: ForgeRepository
    ) async throws(Problem) {
        try act(.post, repository) { repository, now in
            repository.statuses[commit, default: []].append(status)
            Self.mergeQueued(in: &repository, at: now)
        }
    }

    package func address(of place: ForgePlace, in repository: ForgeRepository) -> String {
        let root = "https://forge.example.com/\(repository)"
        return switch place {
        case .repository: root
        case .commit(let commit): "\(root)/commit/\(commit)"
        case .file(let path, let commit): "\(root)/file/\(commit)/\(path)"
        case .mergeRequest(let number): "\(root)/requests/\(number)"
        }
    }
}
