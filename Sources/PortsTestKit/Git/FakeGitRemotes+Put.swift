package import Promotion

extension FakeGitRemotes {
    package func put(
        _ request: CommitRequest, on base: Branch, as own: OwnBranch, deadline: Duration,
        authorize: @escaping @Sendable () async -> Bool
    ) async -> OwnBranchOutcome {
        do throws(Problem) {
            for _ in 0..<4 {
                if let outcome = try await tryToPut(request, on: base, as: own, authorize) { return outcome }
            }
            return .failed(.transient("\(own.name) moved again and again, or did not answer."))
        } catch {
            return .failed(error)
        }
    }

    /// Nil where it has to be looked at again.
    private func tryToPut(
        _ request: CommitRequest, on base: Branch, as own: OwnBranch, _ authorize: @Sendable () async -> Bool
    ) async throws(Problem) -> OwnBranchOutcome? {
        let home = own.fork ?? base.remote
        let branch = Branch(remote: home, name: own.name)
        guard let tip = try server.readTip(of: base) else {
            throw Problem.permanent("\(base) does not exist.", remedy: "Make the branch.")
        }
        let standing = own.fork == nil ? server.tip(of: branch) : try server.readTip(of: branch)
        if let standing, let stranger = try stranger(at: standing, own, above: tip, base.remote) {
            return .occupied(by: stranger, at: standing)
        }
        let parent = try known(tip, base.remote)
        switch request.prepare(parent.read(request.files), on: tip) {
        case .refused(let problem): return .refused(problem)
        case .alreadyDeclared: return .alreadyDeclared(at: tip)
        case .commit(let changes, let message):
            let files = parent.files.merging(changes) { $1 }
            if let standing, let there = server.commit(standing, of: home), there.parent == tip,
                there.files == files, there.trailers.last("Sluice-Promotion") == request.key
            {
                return .standing(standing, base: tip)
            }
            guard await authorize() else { return .notAuthorized }
            let commit = FakeCommit(
                parent: tip, files: files, message: message, author: Self.author, committedAt: now())
            if home != base.remote { server.bring(tip, from: base.remote, to: home) }
            let answer = server.put(commit, from: standing, on: branch)
            // The mirror has what it made.
            if home != base.remote { server.bring(commit.id, from: home, to: base.remote) }
            switch answer {
            case .accepted: return .standing(commit.id, base: tip)
            case .stale, .unknown: return nil
            case .declined(let problem): return .failed(problem)
            }
        }
    }

    private func stranger(
        at standing: CommitID, _ own: OwnBranch, above tip: CommitID, _ remote: RemoteURL
    ) throws(Problem) -> String? {
        if own.known.contains(standing) { return nil }
        if try history(of: tip, remote).contains(where: { $0.id == standing }) { return nil }
        let commit = try known(standing, own.fork ?? remote)
        let isOurs =
            commit.author == Self.author && commit.trailers.last("Sluice-Stage") == own.stage.environment
            && commit.trailers.last("Sluice-Pipeline") == own.stage.pipeline
        guard isOurs, let parent = commit.parent, try history(of: tip, remote).contains(where: { $0.id == parent })
        else { return commit.author }
        return nil
    }
}
