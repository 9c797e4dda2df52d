import Foundation
import Promotion
import Synchronization

extension FakeForge {
    /// One call on one repository, with what befalls it.
    func act<Value: Sendable>(
        _ call: Call, _ name: ForgeRepository,
        _ body: @Sendable (inout FakeForgeRepository, Date) -> Value
    ) throws(Problem) -> Value {
        calls.append(call)
        let result: Result<Value, Problem> = state.withLock { state in
            var fault: Fault?
            if state.faults[call]?.isEmpty == false { fault = state.faults[call]?.removeFirst() }
            if case .refused(let problem) = fault { return .failure(problem) }
            guard var repository = state.repositories[name] else {
                return .failure(.permanent("There is no repository \(name).", remedy: "Check its address."))
            }
            state.now = clock?() ?? state.now + 1
            let value = repository.onGit { body(&$0, state.now) }
            state.repositories[name] = repository
            return fault == nil ? .success(value) : .failure(.transient("The answer to \(call.rawValue) was lost."))
        }
        return try result.get()
    }

    /// Takes the next fault of a call if it is a lost answer, which the port has its adapters look up.
    func takeLoss(of call: Call) -> Bool {
        state.withLock { state in
            guard case .answerLost = state.faults[call]?.first else { return false }
            state.faults[call]?.removeFirst()
            return true
        }
    }

    static func open(
        _ draft: MergeRequestDraft, in repository: inout FakeForgeRepository, from fork: FakeForgeRepository?,
        limits: ForgeCapabilities
    ) -> OpenOutcome {
        let branches = draft.branches
        if let request = repository.open(branches) { return .found(request) }
        guard let head = (fork ?? repository).branches[branches.head] else {
            return .notYet(reason: "\(branches.repository) has no branch \(branches.head).")
        }
        guard let base = repository.branches[branches.base] else {
            return .notYet(reason: "\(branches.repository) has no branch \(branches.base).")
        }
        if repository.contains(head, in: base) {
            return .nothingToMerge(reason: "\(branches.base) has everything that \(branches.head) has.")
        }
        let id = MergeRequestID(repository: branches.repository, number: repository.requests.count + 1)
        let request = MergeRequest(
            id: id, address: "https://forge.example.com/\(id.repository)/requests/\(id.number)", state: .open,
            title: draft.title.clipped(to: limits.titleLimit), body: draft.body.clipped(to: limits.bodyLimit),
            branches: branches, head: head, author: "sluice")
        repository.requests[id.number] = FakeForgeRepository.Request(request: request)
        return .opened(request)
    }

    /// Merges what waits for its checks and reviews, and has them now.
    static func mergeQueued(in repository: inout FakeForgeRepository, at now: Date) {
        for (number, entry) in repository.requests {
            guard let order = entry.queued, entry.request.isOpen,
                entry.request.head == order.head || repository.keepsOrders, repository.block(of: entry.request) == nil
            else { continue }
            _ = repository.merge(number, order.method, by: "sluice", at: now)
        }
    }
}
