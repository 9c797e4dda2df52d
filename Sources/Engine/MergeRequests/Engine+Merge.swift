import Promotion

extension Engine {
    /// Merges at the approved head, after a last look at the merge request, and reads back what the base got.
    nonisolated func merge(_ job: Job, _ proposal: Proposal) async -> PipelineEvent? {
        let attempt: MergeAttempt
        do throws(Problem) {
            attempt = try await tryToMerge(job, proposal)
        } catch {
            attempt = .failed(error)
        }
        return Task.isCancelled
            ? nil : .mergeTried(environment: job.stage.environment, job.promotion.id, attempt)
    }

    private nonisolated func tryToMerge(_ job: Job, _ proposal: Proposal) async throws(Problem) -> MergeAttempt {
        guard let delivery = job.environment.delivery.mergeRequest else { return .notAuthorized }
        let forge = try forge(proposal.forge)
        guard var request = try await forge.read(proposal.id, .all) else { return .gone }
        // An order that was sent before may have been carried out: nothing is sent before this is known.
        if case .merged(let merged) = request.state {
            return .merged(request, try await landing(of: merged, job, proposal))
        }
        guard request.isOpen, request.head == proposal.head, request.branches.base == job.environment.branch.name,
            MergeBlock(required: delivery.checks, in: request.checks) == nil,
            delivery.merging == .host || request.mergeability == .ready
        else { return .notYet(request) }
        if let moved = await movedTag(job) { throw moved }
        guard await mayStillSend(job) else { return .notAuthorized }
        let order = MergeOrder(
            head: proposal.head, method: delivery.method, subject: nil, body: nil,
            timing: delivery.merging == .host ? .whenReady : .now)
        let outcome = try await forge.merge(proposal.id, try job.signed(order, try await ports.store.auditHead()))
        ports.crashPoint.reached(.mergeAnswered)
        switch outcome {
        case .merged(let merged):
            request.state = .merged(merged)
            return .merged(request, try await landing(of: merged, job, proposal))
        case .queued(let reason): return .queued(request, reason: reason)
        case .notYet(let block):
            request.mergeability = .notYet(block)
            return block.cause == .busy || block.cause == .computing
                ? .busy(request, reason: block.reason) : .notYet(request)
        case .headMoved(let head):
            if let head { request.head = head }
            return .notYet(request)
        case .closed:
            request.state = .closed
            return .notYet(request)
        }
    }

    private nonisolated func landing(
        of merged: Merged, _ job: Job, _ proposal: Proposal
    ) async throws(Problem) -> Landing {
        try await landing(
            of: merged, proposal, job.promotion.plan, on: job.environment.branch, job.stage,
            pipeline: job.pipeline.name)
    }
}

extension Engine.Job {
    /// The order with the message of the commit that the host makes: our trailers stay readable in every method.
    fileprivate func signed(_ order: MergeOrder, _ head: AuditHead) throws(Problem) -> MergeOrder {
        guard let plan = promotion.plan, order.method != .rebase else { return order }
        let lines = try message(plan, head).split(separator: "\n", omittingEmptySubsequences: false)
        var order = order
        order.subject = lines.first.map(String.init)
        order.body = lines.dropFirst(2).joined(separator: "\n")
        return order
    }
}
