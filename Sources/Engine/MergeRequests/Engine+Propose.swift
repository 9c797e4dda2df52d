import Foundation
import Promotion

extension Engine {
    /// Puts the promotion's commit on its own branch, then finds or opens the merge request.
    nonisolated func propose(
        _ job: Job, _ facts: MergeRequestFacts?, known: Proposal?, branch name: String
    ) async -> PipelineEvent? {
        let outcome: ProposeOutcome
        do throws(Problem) {
            outcome = try await open(job, facts, known: known, branch: name)
        } catch {
            outcome = .failed(error)
        }
        return Task.isCancelled
            ? nil : .proposed(environment: job.stage.environment, job.promotion.id, outcome)
    }

    private nonisolated func open(
        _ job: Job, _ facts: MergeRequestFacts?, known: Proposal?, branch name: String
    ) async throws(Problem) -> ProposeOutcome {
        guard let delivery = job.environment.delivery.mergeRequest, let plan = job.promotion.plan, let facts else {
            return .notAuthorized
        }
        let forge = try forge(delivery.forge)
        let base = job.environment.branch
        guard name.utf8.count <= forge.capabilities.branchLimit else {
            throw .permanent(
                "The branch \(name) is longer than the \(forge.capabilities.branchLimit) bytes that \(delivery.forge) takes.",
                remedy: "Give the pipeline or the environment a shorter name.")
        }
        let repository = try forge.repository(of: base.remote)
        let fork = try headRepository(delivery, forge)
        let own = OwnBranch(
            name: name, known: Set(known.map { [$0.head] + $0.former.map(\.commit) } ?? []), stage: job.promotion.stage,
            fork: delivery.fork)
        let head = try await ports.store.auditHead()
        let put = await ports.remotes.put(job.commitRequest(audit: head), on: base, as: own, deadline: limits.deadline)
        {
            [weak self] in await self?.mayStillSend(job) ?? false
        }
        let (commit, tip): (CommitID, CommitID)
        switch put {
        case .standing(let standing, let base): (commit, tip) = (standing, base)
        case .alreadyDeclared(let at): return .alreadyDeclared(at: at)
        case .refused(let problem): return .refused(problem)
        case .notAuthorized: return .notAuthorized
        case .failed(let problem): throw problem
        case .occupied(let author, let at):
            throw .permanent(
                "\(author.oneLine(limit: 100)) has committed \(at.short) to \(name)"
                    + "\(delivery.fork.map { " of \($0)" } ?? ""), which Sluice leaves alone.",
                remedy: "Merge it by hand, or delete the branch; then `sluice retry`.")
        }
        ports.crashPoint.reached(.branchPushed)
        var proposal = Proposal(
            id: MergeRequestID(repository: repository, number: 0), address: "", forge: delivery.forge, branch: name,
            fork: delivery.fork, promotion: job.promotion.id, release: job.release.id, head: commit, base: tip,
            planHash: plan.hash, at: ports.clock.now)
        let branches = MergeRequestBranches(
            repository: repository, base: base.name, head: name, headRepository: fork)
        // One that is known to be open is the one: reading it comes with following it.
        if let known, known.isOpen, known.branch == name, known.forge == delivery.forge, known.fork == delivery.fork {
            proposal.id = known.id
            proposal.address = known.address
            return .open(proposal)
        }
        let told = await withChanges(facts, job.pipeline, job.previous, job.applications)
        let writer = ports.writer(job.environment)
        let draft = MergeRequestDraft(
            branches, title: try writer.title(told, for: forge.capabilities),
            body: try writer.body(told, for: forge.capabilities))
        switch try await forge.findOrOpen(draft) {
        case .opened(let request):
            proposal.take(request, at: ports.clock.now)
            proposal.isNew = true
            ports.crashPoint.reached(.mergeRequestOpened)
        case .found(let request): proposal.take(request, at: ports.clock.now)
        case .notYet(let reason): throw .transient(reason, retryAfter: 2)
        // The base had it when it was asked; what it declares now is for the plan to say.
        case .nothingToMerge(let reason): return .refused(.transient(reason))
        }
        return .open(proposal)
    }

    /// The fork that has the head, as the host names it; nil where the base's repository has it.
    private nonisolated func headRepository(
        _ delivery: MergeRequestDelivery, _ forge: any Forge
    ) throws(Problem) -> ForgeRepository? {
        guard let fork = delivery.fork else { return nil }
        guard !forge.capabilities.lacks(.forks) else {
            throw .permanent(
                "\(delivery.forge) takes no merge requests from forks.",
                remedy: "Leave `mergeRequest.fork` out, and allow Sluice to push branches to the repository.")
        }
        return try forge.repository(of: fork)
    }
}

extension Proposal {
    fileprivate mutating func take(_ request: MergeRequest, at now: Date) {
        id = request.id
        address = request.address
        // What stood in its way is often worked out only later; reading it is due at once all the same.
        if request.head == head { seen = request.seen(at: now, .basics) }
    }
}
