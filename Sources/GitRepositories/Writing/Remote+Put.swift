import Promotion
import SSHTransport

extension Remote {
    /// How one attempt to put a commit on a branch of Sluice's own ended.
    private enum Attempt {
        case settled(OwnBranchOutcome)
        /// The branch moved meanwhile, or the answer was lost: it is looked at again.
        case again(Problem)
    }

    /// Puts the request's commit alone on a branch of Sluice's own. The contract is `GitRemotes.put`'s.
    func put(
        _ request: CommitRequest, on base: String, as own: OwnBranch, _ call: Call,
        authorize: @Sendable () async -> Bool
    ) async -> OwnBranchOutcome {
        var asked = url
        var last = Problem.transient("`\(own.name)` of \(own.fork ?? url) was not written.")
        for _ in 0..<4 {
            do {
                switch try await tryToPut(request, on: base, as: own, call, &asked, authorize: authorize) {
                case .settled(let outcome): return outcome
                case .again(let problem): last = problem
                }
            } catch {
                last = Problem(error, with: asked)
                guard isWorthAnother(error) else { break }
            }
        }
        return .failed(last)
    }

    /// - Parameter asked: whose server was spoken to last.
    private func tryToPut(
        _ request: CommitRequest, on base: String, as own: OwnBranch, _ call: Call, _ asked: inout RemoteURL,
        authorize: @Sendable () async -> Bool
    ) async throws -> Attempt {
        asked = url
        _ = try soundMirror(call)
        // What a fork advertises says nothing of the base.
        let fetched = own.fork == nil ? nil : try existingTip(of: base, call)
        let target = own.fork ?? url
        asked = target
        let channel = try channel(.receivePack, call, of: own.fork)
        defer { channel.close() }
        var service = try ReceivePack(channel)
        let tip = try fetched ?? catchUp(with: service.advertisement, base, call)
        let ref = "refs/heads/\(own.name)"
        let standing = service.advertisement.refs[ref]
        if let standing, let stranger = try stranger(at: standing, on: own, above: tip, call) {
            service.leave()
            return .settled(.occupied(by: stranger, at: standing.commit))
        }
        var (chain, unsent, pack) = try chain(request, on: tip, for: own, standing)
        if let outcome = Self.settled(chain) {
            service.leave()
            return .settled(outcome)
        }
        if chain.tip == standing {
            service.leave()
            try mirror().repository.delete(unsent.ref)
            return .settled(.standing(chain.tip.commit, base: tip.commit))
        }
        if let fork = own.fork { pack = try self.pack(chain.tip, for: fork, service.advertisement, base, call) }
        guard await authorize() else {
            service.leave()
            return .settled(.notAuthorized)
        }
        let report: PushReport
        do {
            try service.send([RefUpdate(ref: ref, old: standing ?? .zero, new: chain.tip)], pack: pack)
            settings.crashPoint.reached(.packSent)
            report = try service.report()
            settings.crashPoint.reached(.answerUnread)
        } catch let refused as TransportFailure where refused.isRefusal {
            throw refused
        } catch {
            return .again(Problem(error, with: target))
        }
        switch PushVerdict(report, of: ref) {
        case .accepted:
            try mirror().repository.delete(unsent.ref)
            return .settled(.standing(chain.tip.commit, base: tip.commit))
        case .lostRace(let words):
            return .again(.transient("\(target) does not move `\(own.name)`: \(words)."))
        case .troubled(let words):
            return .settled(.failed(.transient("\(target) did not take the push: \(words).")))
        case .refused(let words):
            try mirror().repository.delete(unsent.ref)
            return .settled(.failed(.refusal(words, own.name, target)))
        }
    }

    /// The commit on `tip`, on the disk; the one that stands there, or was made before, where it is the same.
    private func chain(
        _ request: CommitRequest, on tip: ObjectID, for own: OwnBranch, _ standing: ObjectID?
    ) throws -> (CommitChain, UnsentChain, pack: [UInt8]) {
        let repository = try mirror().repository
        var made = try self.made(on: tip, of: own.name)
        if let standing, repository.contains(standing) {
            let record = try repository.record(of: standing)
            if record.promotions.contains(request.key) { made[request.key] = record }
        }
        let chain = try CommitChain(
            [request], on: tip, in: repository, by: settings.identity, at: settings.now(), limits: settings.limits,
            made: made)
        try dropChains(of: own.name, notOn: tip)
        let unsent = UnsentChain(branch: own.name, base: tip, tip: chain.tip)
        guard !chain.commits.isEmpty else { return (chain, unsent, []) }
        let pack = try repository.flush(chain.objects)
        if try repository.target(of: unsent.ref) != unsent.tip { try repository.set(unsent.ref, to: unsent.tip) }
        settings.crashPoint.reached(.commitMade)
        return (chain, unsent, pack)
    }

    private static func settled(_ chain: CommitChain) -> OwnBranchOutcome? {
        if let refused = chain.refused.first { return .refused(refused.problem) }
        if let declared = chain.declared.first { return .alreadyDeclared(at: declared.at.commit) }
        return nil
    }

    /// Who else has committed to the branch; nil where what stands there is Sluice's own, or is on the base already.
    private func stranger(at standing: ObjectID, on own: OwnBranch, above tip: ObjectID, _ call: Call) throws -> String?
    {
        if own.known.contains(standing.commit) { return nil }
        let repository = try mirror().repository
        if !repository.contains(standing) {
            if let fork = own.fork {
                try fetch(fork, call) { _ in ["refs/heads/\(own.name)"] }
            } else {
                _ = try self.tip(of: own.name, call)
            }
        }
        guard repository.contains(standing) else { return "somebody" }
        if try repository.isAncestor(standing, of: tip) { return nil }
        let record = try repository.record(of: standing)
        let trailers = Trailers.parse(record.message)
        func has(_ key: String, _ value: String) -> Bool {
            trailers.contains { $0.key.lowercased() == key && $0.value == value }
        }
        let committer = settings.identity.committer.map { ($0.name, $0.email) }
        let (name, email) = committer ?? (settings.identity.name, settings.identity.email)
        let isOurs =
            record.parents.count == 1 && !record.promotions.isEmpty && has("sluice-pipeline", own.stage.pipeline)
            && has("sluice-stage", own.stage.environment) && record.committer == "\(name) <\(email)>"
        // One commit only: what lies below it must be the base's.
        guard isOurs, let parent = record.parents.first, try repository.isAncestor(parent, of: tip) else {
            return record.author.printable
        }
        return nil
    }
}
