import Foundation
import Promotion
import SSHTransport

extension Remote {
    /// How one push ended.
    private enum Attempt {
        /// Every request of the attempt has its outcome, or the next attempt is already decided on.
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
        var standstill: (base: ObjectID, count: Int)?
        for _ in 0..<settings.limits.pushes where !batch.pending.isEmpty {
            do {
                switch try await push(&batch, to: branch, call, authorize: authorize) {
                case .settled: continue
                case .raced(let words, let base):
                    // A "race" that moves nothing is something else: a ref that the server cannot write.
                    standstill = standstill?.base == base ? (base, (standstill?.count ?? 0) + 1) : (base, 1)
                    guard let count = standstill?.count, count < 5 else {
                        batch.settleRest(.failed(.transient("\(url) does not move `\(branch)`: \(words).")))
                        continue
                    }
                case .ambiguous(let problem):
                    doubts += 1
                    if doubts > 3 { batch.settleRest(.failed(problem)) }
                }
            } catch {
                noteDamage(error)
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
        let repository = try soundMirror(call).repository
        let channel = try channel(.receivePack, call)
        defer { channel.close() }
        var service = try ReceivePack(channel)
        let tip = try catchUp(with: service.advertisement, branch, call)
        let made = try lookBack(&batch, branch, tip)
        guard let chain = try await build(batch.next, on: tip, made: made, &batch, authorize: authorize) else {
            service.leave()
            return .settled
        }

        let unsent = UnsentChain(branch: branch, base: tip, tip: chain.tip)
        let pack = try repository.flush(chain.objects)
        try repository.set(unsent.ref, to: unsent.tip)
        settings.crashPoint.reached(.commitMade)
        let ref = "refs/heads/\(branch)"
        let report: PushReport
        do {
            try service.send([RefUpdate(ref: ref, old: tip, new: chain.tip)], pack: pack)
            settings.crashPoint.reached(.packSent)
            report = try service.report()
            settings.crashPoint.reached(.answerUnread)
        } catch {
            return .ambiguous(Problem(error, with: url))
        }
        return try conclude(PushVerdict(report, of: ref), chain, unsent, &batch)
    }

    /// Brings the mirror up to the server's branch, and answers where it stands.
    ///
    /// What the service has just advertised is the newest there is; where the mirror has it, nothing is fetched.
    private func catchUp(with advertisement: RefAdvertisement, _ branch: String, _ call: Call) throws -> ObjectID {
        let missing = Problem.permanent(
            "\(url) has no branch `\(branch.printable)`.", remedy: "Create it, or correct the environment's `branch`.")
        guard let advertised = advertisement.refs["refs/heads/\(branch)"] else { throw missing }
        if try mirror().repository.contains(advertised) {
            try remember(advertised, of: branch)
            return advertised
        }
        guard let tip = try tip(of: branch, call) else { throw missing }
        return tip
    }

    /// Settles what landed before, and answers the commits that may be sent again as they are.
    private func lookBack(_ batch: inout Batch, _ branch: String, _ tip: ObjectID) throws -> [String: CommitRecord] {
        let repository = try mirror().repository
        var index = landed[branch] ?? LandedIndex()
        try index.advance(to: tip, in: repository, limit: settings.limits.searchedCommits)
        landed[branch] = index
        for request in batch.pending {
            if let commit = try index.commit(of: request.key, in: repository) {
                batch.settle(request.key, .landed(commit.commit))
            }
        }
        var made: [String: CommitRecord] = [:]
        for chain in try repository.unsent() where chain.branch == branch {
            if chain.base == tip {
                made.merge(try repository.commits(of: chain)) { $1 }
            } else {
                // The branch has moved, and what landed was found above: the rest of the chain can never land.
                try repository.delete(chain.ref)
            }
        }
        return made
    }

    /// The chain to send, of those requests that may be sent now; nil where there is nothing to send.
    private func build(
        _ requests: [CommitRequest], on tip: ObjectID, made: [String: CommitRecord], _ batch: inout Batch,
        authorize: @Sendable (String) async -> Bool
    ) async throws -> CommitChain? {
        func chain(_ requests: [CommitRequest]) throws -> CommitChain {
            try CommitChain(
                requests, on: tip, in: mirror().repository, by: settings.identity, at: settings.now(),
                fileLimit: settings.limits.fileBytes, made: made)
        }
        var chosen = try chain(requests)
        var denied: Set<String> = []
        for commit in chosen.commits where await !authorize(commit.key) { denied.insert(commit.key) }
        if !denied.isEmpty { chosen = try chain(requests.filter { !denied.contains($0.key) }) }
        for key in denied { batch.settle(key, .notAuthorized) }
        for (key, problem) in chosen.refused { batch.settle(key, .refused(problem)) }
        if chosen.commits.isEmpty {
            for (key, commit) in chosen.declared { batch.settle(key, .alreadyDeclared(at: commit.commit)) }
            return nil
        }
        return chosen
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
    fileprivate static func refusal(_ words: String, _ branch: String, _ remote: RemoteURL) -> Problem {
        .permanent(
            "\(remote) refused the push to `\(branch)`: \(words).",
            remedy: "Allow this key to push to the branch, or make what the hook objects to pass; then retry.")
    }
}
