import Foundation

/// What becomes of an open merge request: reviews, checks, a merge, a close, by people and machines.
extension Step {
    /// How long a merge request that a person closed is still looked at: it may be opened again.
    private static let closedIsFollowed: TimeInterval = 7 * 86_400

    mutating func takeFollowed(_ outcome: FollowOutcome, _ id: MergeRequestID, _ environment: String) {
        guard let proposal = self[environment].proposal, proposal.id == id,
            let delivery = machine.environments[environment]?.delivery.mergeRequest
        else { return }
        let now = now
        switch outcome {
        case .failed(let problem):
            let attempts = (proposal.retry?.attempts ?? 0) + 1
            let later = BackOff.next(problem, attempts: attempts, key: proposal.branch, now: now)
            self[environment].proposal?.retry = Retry(attempts: attempts, notBefore: later, problem: problem)
            // What only a person can mend is looked at again all the same: that is how it is seen that it was mended.
            self[environment].proposal?.next = min(later, now.addingTimeInterval(delivery.interval))
        case .gone: close(proposal, "was deleted on the host", environment)
        case .seen(let request, let landing, let parts):
            let wasClosed = proposal.seen?.state == .closed
            see(request, environment)
            switch request.state {
            case .merged:
                guard let promotion = self[environment].promotion, promotion.id == proposal.promotion,
                    promotion.isUnsent || promotion.state == .merging
                else { break }
                takeLanding(
                    landing ?? .notYet(reason: "The merge is being read back."), request, promotion, environment)
            case .closed where !wasClosed: close(proposal, "was closed on the host", environment)
            case .closed: break
            case .open: takeOpen(request, parts, wasClosed: wasClosed, environment)
            }
        }
    }

    /// Believed in nothing: it is read now, and what it says is taken in.
    mutating func takeHint(_ environment: String) {
        guard state.stages[environment]?.proposal != nil else { return }
        let now = now
        self[environment].proposal?.next = now
    }

    /// Remembers what the host said, and when it is asked again.
    mutating func see(_ request: MergeRequest, _ environment: String) {
        let before = self[environment].proposal?.seen
        let seen = request.seen(at: now)
        self[environment].proposal?.seen = seen
        self[environment].proposal?.retry = nil
        setNextLook(environment, since: before)
    }

    /// The next look by itself: after the interval, or sooner where the host is still busy with it: 2 s at first, twice as
    /// long with each look in a row, 60 s at most.
    mutating func setNextLook(_ environment: String, since before: Proposal.Seen? = nil) {
        guard let delivery = machine.environments[environment]?.delivery.mergeRequest,
            let proposal = self[environment].proposal, let seen = proposal.seen
        else { return }
        var pause = delivery.interval
        var busy: Proposal.Busy?
        if proposal.isHostBusy {
            let isSame = before?.head == seen.head && before?.base == seen.base
            let looks = (isSame ? proposal.busy?.looks ?? 0 : 0) + 1
            busy = Proposal.Busy(looks: looks, tip: proposal.busy?.tip ?? proposal.base)
            pause = min(pause, 60, pow(2, Double(min(looks, 6))))
        } else if seen.state == .open, case .notYet(let block) = seen.mergeability, block.cause == .checksPending,
            delivery.merging != .manual
        {
            pause = min(pause, 60)
        }
        let next = now.addingTimeInterval(pause)
        self[environment].proposal?.next = next
        self[environment].proposal?.busy = busy
    }

    private mutating func takeOpen(
        _ request: MergeRequest, _ parts: MergeRequestParts, wasClosed: Bool, _ environment: String
    ) {
        guard let proposal = self[environment].proposal else { return }
        if wasClosed, self[environment].promotion == nil {
            self[environment].refused.removeAll { $0.release == proposal.release }
            record(
                "reopened", environment, release: proposal.release,
                "\(request.id) was opened again on the host; \(title(proposal.release)) is wanted again.")
            return
        }
        guard let promotion = self[environment].promotion, promotion.id == proposal.promotion,
            promotion.state == .proposed
        else { return }
        takeReviews(request, proposal, promotion, environment)
        if parts.contains(.queue) { takeQueue(request, promotion, environment) }
        // The base has it without this merge request, or the base's changes are in its way: it is planned again.
        if proposal.isDeclared {
            self[environment].proposal?.isDeclared = false
            replan(environment)
        } else if self[environment].proposal?.isStuck == true {
            replan(environment)
        }
    }

    /// Reviews of accounts that stand for users are their approvals, on commits of ours with these very edits only.
    private mutating func takeReviews(
        _ request: MergeRequest, _ proposal: Proposal, _ promotion: Promotion, _ environment: String
    ) {
        guard let delivery = machine.environments[environment]?.delivery.mergeRequest else { return }
        let heads = proposal.equivalentHeads
        var approvals = promotion.approvals.filter { $0.account == nil }
        for review in request.reviews where review.verdict == .approved {
            guard let user = delivery.accounts[review.account] else { continue }
            // A host that does not name the head: only what is younger than it can be about it.
            let counts = review.head.map(heads.contains) ?? (review.at.map { $0 > proposal.pushedAt } ?? false)
            guard counts else { continue }
            let known = promotion.approvals.first { $0.account == review.account && $0.planHash == proposal.planHash }
            approvals.append(
                known
                    ?? Promotion.Approval(
                        by: user, at: review.at ?? now, planHash: proposal.planHash, account: review.account))
            if known == nil {
                record(
                    "approved", environment, by: user, promotion: promotion.id, release: promotion.release,
                    commit: review.head,
                    "\(title(promotion.release)), on \(request.id) as \(review.account.oneLine(limit: 100)), edits "
                        + "\(proposal.planHash.prefix(12)).")
            }
        }
        for gone in promotion.approvals where gone.account != nil && !approvals.contains(gone) {
            record(
                "approvalWithdrawn", environment, by: gone.by, promotion: promotion.id, release: promotion.release,
                "The review of \(gone.account?.oneLine(limit: 100) ?? "?") on \(request.id) does not stand any more.")
        }
        if approvals != promotion.approvals { self[environment].promotion?.approvals = approvals }
    }

    /// A person has closed it: the release is rejected here, until somebody promotes it by hand or opens it again.
    private mutating func close(_ proposal: Proposal, _ how: String, _ environment: String) {
        let now = now
        self[environment].proposal?.seen?.state = .closed
        self[environment].proposal?.closedAt = now
        let pause = machine.environments[environment]?.delivery.mergeRequest?.interval ?? 300
        self[environment].proposal?.next = now.addingTimeInterval(pause)
        guard let promotion = self[environment].promotion, promotion.id == proposal.promotion, promotion.isUnsent else {
            return
        }
        let reason = "its merge request \(proposal.id) \(how)"
        self[environment].refused.append(
            StageState.Refusal(release: promotion.release, by: "a person", at: now, reason: reason))
        self[environment].promotion = nil
        record(
            "rejected", environment, promotion: promotion.id, release: promotion.release,
            "\(title(promotion.release)): \(reason).")
    }

    mutating func takeLanding(
        _ landing: Landing, _ request: MergeRequest, _ promotion: Promotion, _ environment: String
    ) {
        switch landing {
        case .landed(let commit):
            var who = ""
            if case .merged(let merged) = request.state {
                who = merged.by.map { " by \($0.oneLine(limit: 100))" } ?? ""
            }
            if let proposal = self[environment].proposal {
                state.errands.append(Errand(environment: environment, proposal: proposal, closing: nil))
            }
            land(environment, at: commit, "was merged\(who) as \(commit.short) (\(request.id))")
        case .notYet(let reason):
            let soon = now.addingTimeInterval(2)
            if promotion.state == .merging {
                let attempts = (promotion.retry?.attempts ?? 0) + 1
                self[environment].promotion?.retry = Retry(
                    attempts: attempts, notBefore: soon, problem: .transient(reason))
            }
            self[environment].proposal?.next = soon
        case .otherwise(let commit):
            record(
                "mergedOtherwise", environment, promotion: promotion.id, release: promotion.release, commit: commit,
                "\(request.id) was merged, and \(commit.short) declares other values than it was made for.")
            if let proposal = self[environment].proposal {
                state.errands.append(Errand(environment: environment, proposal: proposal, closing: nil))
            }
            self[environment].proposal = nil
            // What the branch declares now is for the next look to say; planning on it says what is left to do.
            replan(environment)
        }
    }

    /// A look at the branch found what the merge request brings: it is read at once, and tells how that came.
    mutating func takeMergedMeanwhile(_ declared: DeclaredState, _ environment: String) -> Bool {
        guard let promotion = self[environment].promotion, let plan = promotion.plan, !plan.changesNothing,
            promotion.state == .proposing || promotion.state == .proposed || promotion.state == .merging,
            declared.values == plan.declaredOnceLanded
        else { return false }
        let now = now
        self[environment].proposal?.next = now
        self[environment].proposal?.isDeclared = true
        return true
    }

    /// The base moved, and left the values alone.
    mutating func rebaseProposal(on tip: CommitID, _ environment: String) {
        if let proposal = self[environment].proposal, let busy = proposal.busy, busy.tip != tip {
            // What the host works out is about another base from now on.
            let soon = min(proposal.next, now.addingTimeInterval(2))
            self[environment].proposal?.busy = Proposal.Busy(looks: 0, tip: tip)
            self[environment].proposal?.next = soon
        }
        guard self[environment].promotion?.state == .proposed, let proposal = self[environment].proposal,
            machine.environments[environment]?.delivery.mergeRequest?.rebase == .always, proposal.base != tip
        else { return }
        replan(environment)
    }

    /// Lets go of a merge request that no promotion needs any more.
    mutating func settleProposal(_ stage: Stage) {
        let environment = stage.environment
        guard let proposal = self[environment].proposal else { return }
        let promotion = self[environment].promotion
        switch proposal.seen?.state ?? .open {
        case .merged:
            // It is kept until its people know how it ended.
            let isFollowed = promotion.map { $0.id == proposal.promotion && $0.commit != nil && !$0.hasFailed } ?? false
            let delivery = machine.environments[environment]?.delivery.mergeRequest
            if !isFollowed, proposal.told == facts(of: stage), delivery.flatMap(proposal.unasked) == nil {
                self[environment].proposal = nil
            }
        case .closed:
            let age = now.timeIntervalSince(proposal.closedAt ?? now)
            if promotion != nil || age > Self.closedIsFollowed { self[environment].proposal = nil }
        case .open:
            if let promotion {
                if promotion.commit != nil, promotion.id == proposal.promotion {
                    return withdraw(environment, because: "\(title(proposal.release)) is declared without it.")
                }
                if promotion.hasFailed || machine.proposalBranch(promotion, in: state) == proposal.branch,
                    machine.environments[environment]?.delivery.mergeRequest != nil
                {
                    return
                }
            }
            let (reason, ending) = whyWithdrawn(proposal.release, stage)
            withdraw(environment, because: reason, ending)
        }
    }

    private func whyWithdrawn(_ release: ReleaseID, _ stage: Stage) -> (reason: String, ending: Promotion.Ending?) {
        let name = title(release)
        let own = self[stage.environment]
        if let refusal = own.refused.last(where: { $0.release == release }) {
            return (
                "\(name) was rejected by \(refusal.by): \(refusal.reason).",
                .rejected(by: refusal.by, reason: refusal.reason)
            )
        }
        if let pin = own.pin, pin.release != release {
            return ("\(stage.environment) is pinned to \(title(pin.release)) by \(pin.by).", nil)
        }
        if let next = own.promotion, next.release != release {
            return ("\(name) gives way to \(title(next.release)).", .superseded(by: next.release))
        }
        return ("\(name) is no longer wanted in \(stage.environment).", nil)
    }

    /// Has the stage's merge request closed, with the reason for its people.
    mutating func withdraw(_ environment: String, because reason: String, _ ending: Promotion.Ending? = nil) {
        guard let proposal = state.stages[environment]?.proposal else { return }
        self[environment].proposal = nil
        state.errands.removeAll { $0.proposal.id == proposal.id }
        guard proposal.isOpen else { return }
        state.errands.append(
            Errand(environment: environment, proposal: proposal, closing: reason, ending: ending))
        record(
            "withdrawn", environment, promotion: proposal.promotion, release: proposal.release,
            "\(proposal.id) is closed: \(reason)")
    }
}
