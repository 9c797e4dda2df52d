import Foundation
import Promotion
import SSHTransport

extension Remote {
    /// How one push ended.
    private enum Attempt {
        /// Each of its requests has an outcome, or is to be sent again, one by one.
        case settled
        /// The branch moved, or could not be locked.
        case raced(String, base: ObjectID)
        /// The connection was cut after the pack was begun: the server has acted on it, or not.
        case ambiguous(Problem)
    }

    /// Puts each request's commit on the branch. The contract is `GitRemotes.send`'s.
    func send(
        _ requests: [CommitRequest], to branch: String, _ call: Call,
        authorize: @Sendable (String) async -> Bool
    ) async -> [String: SendOutcome] {
        var batch = Batch(requests)
        var doubts = 0
        var triedAgain = false
        var standstill: (base: ObjectID, count: Int)?
        for _ in 0..<settings.limits.pushes where !batch.pending.isEmpty {
            do {
                switch try await push(&batch, to: branch, call, authorize: authorize) {
                case .settled: continue
                case .raced(let words, let base):
                    // A "race" that moves nothing is something else: a ref that the server cannot write.
                    standstill = standstill?.base == base ? (base, (standstill?.count ?? 0) + 1) : (base, 1)
                    if let count = standstill?.count, count >= 5 {
                        batch.settleRest(.failed(.transient("\(url) does not move `\(branch)`: \(words).")))
                    }
                case .ambiguous(let problem):
                    doubts += 1
                    if doubts > 3 { batch.settleRest(.failed(problem)) }
                }
            } catch {
                // Nothing was sent yet, or the server said that it did nothing with it: what could have been is `ambiguous`.
                let again = isWorthAnother(error) && !triedAgain
                triedAgain = true
                if again { continue }
                batch.settleRest(.failed(Problem(error, with: url)))
            }
        }
        batch.settleRest(
            .failed(.transient("Others moved `\(branch)` of \(url) before each of \(settings.limits.pushes) pushes.")))
        return batch.outcomes
    }

    private func push(
        _ batch: inout Batch, to branch: String, _ call: Call, authorize: @Sendable (String) async -> Bool
    ) async throws -> Attempt {
        _ = try soundMirror(call)
        let channel = try channel(.receivePack, call)
        defer { channel.close() }
        // While the server starts its service: the commits for the tip that it most likely has.
        let remembered = try rememberedTip(of: branch)
        var prepared = try remembered.map { try prepare(batch.next, on: $0, of: branch) }

        var service = try ReceivePack(channel)
        let tip = try catchUp(with: service.advertisement, branch, call)
        if prepared == nil || tip != remembered { prepared = try prepare(batch.next, on: tip, of: branch) }
        try dropChains(of: branch, notOn: tip)
        guard let allowed = try await allowed(prepared, tip, branch, &batch, authorize: authorize),
            let (unsent, pack) = allowed.sending
        else {
            service.leave()
            return .settled
        }
        let ref = "refs/heads/\(branch)"
        let report: PushReport
        do {
            try service.send([RefUpdate(ref: ref, old: tip, new: unsent.tip)], pack: pack)
            settings.crashPoint.reached(.packSent)
            report = try service.report()
            settings.crashPoint.reached(.answerUnread)
        } catch let refused as TransportFailure where refused.isRefusal {
            throw refused
        } catch {
            return .ambiguous(Problem(error, with: url))
        }
        return try conclude(PushVerdict(report, of: ref), allowed.chain, unsent, &batch)
    }

    /// Brings the mirror up to the server's branch, and answers where it stands.
    ///
    /// What the service has just advertised is the newest there is; where the mirror has it, nothing is fetched.
    func catchUp(with advertisement: RefAdvertisement, _ branch: String, _ call: Call) throws -> ObjectID {
        guard let advertised = advertisement.refs["refs/heads/\(branch)"] else { throw missing(branch) }
        if try mirror().repository.contains(advertised) {
            try remember(advertised, of: branch)
            return advertised
        }
        return try existingTip(of: branch, call)
    }

    /// The tip of a branch that must be there.
    func existingTip(of branch: String, _ call: Call) throws -> ObjectID {
        guard let tip = try tip(of: branch, call) else { throw missing(branch) }
        return tip
    }

    private func missing(_ branch: String) -> Problem {
        .permanent(
            "\(url) has no branch `\(branch.printable)`.", remedy: "Create it, or correct the environment's `branch`.")
    }

    /// Settles what is not to be sent, and answers the chain of what may be sent now; nil where that is nothing.
    private func allowed(
        _ prepared: PreparedChain?, _ tip: ObjectID, _ branch: String, _ batch: inout Batch,
        authorize: @Sendable (String) async -> Bool
    ) async throws -> PreparedChain? {
        guard var prepared else { return nil }
        for (key, commit) in prepared.landed { batch.settle(key, .landed(commit.commit)) }
        var denied: Set<String> = []
        for commit in prepared.chain.commits where await !authorize(commit.key) { denied.insert(commit.key) }
        for key in denied { batch.settle(key, .notAuthorized) }
        if !denied.isEmpty {
            prepared = try prepare(batch.next.filter { !denied.contains($0.key) }, on: tip, of: branch)
        }
        for (key, problem) in prepared.chain.refused { batch.settle(key, .refused(problem)) }
        guard prepared.sending == nil else { return prepared }
        for (key, commit) in prepared.chain.declared { batch.settle(key, .alreadyDeclared(at: commit.commit)) }
        return nil
    }

    private func conclude(
        _ verdict: PushVerdict, _ chain: CommitChain, _ unsent: UnsentChain, _ batch: inout Batch
    ) throws -> Attempt {
        let repository = try mirror().repository
        switch verdict {
        case .accepted:
            for (key, id) in chain.commits { batch.settle(key, .landed(id.commit)) }
            for (key, id) in chain.declared { batch.settle(key, .alreadyDeclared(at: id.commit)) }
            try remember(chain.tip, of: unsent.branch)
            try repository.delete(unsent.ref)
            return .settled
        case .lostRace(let words):
            return .raced(words, base: chain.base)
        case .troubled(let words):
            batch.settleRest(.failed(.transient("\(url) did not take the push: \(words).")))
            return .settled
        case .refused(let words):
            try repository.delete(unsent.ref)
            if chain.commits.count > 1 {
                batch.goOneByOne()
            } else if let commit = chain.commits.first {
                batch.settle(commit.key, .failed(.refusal(words, unsent.branch, url)))
            }
            return .settled
        }
    }
}

extension Problem {
    /// A push that a hook or a protection refused; `words` are the server's.
    static func refusal(_ words: String, _ branch: String, _ remote: RemoteURL) -> Problem {
        .permanent(
            "\(remote) refused the push to `\(branch)`: \(words).",
            remedy:
                "Allow this \(remote.keyOrToken) to push to the branch, or make what the hook objects to pass; then retry."
        )
    }
}
