import Promotion

extension Engine {
    /// Closes a merge request that nobody needs any more, with the reason for its people, and deletes its branch.
    ///
    /// - Parameter environment: that of the merge request; nil where the configuration does not have it any more.
    nonisolated func run(
        _ errand: Errand, _ facts: MergeRequestFacts, _ ending: MergeRequestEnding, in environment: Environment?
    ) async -> PipelineEvent? {
        var problem: Problem?
        do throws(Problem) {
            try await tidy(errand) { forge in
                ports.writer(environment).closingComment(facts, ending: ending, for: forge.capabilities)
            }
        } catch {
            problem = error
        }
        return Task.isCancelled ? nil : .ranErrand(errand.proposal.id, problem)
    }

    private nonisolated func tidy(_ errand: Errand, comment: (any Forge) -> String) async throws(Problem) {
        let forge = try forge(errand.proposal.forge)
        let id = errand.proposal.id
        // A person may have merged it meanwhile: then it is not closed, and the next look at the branch tells.
        if errand.closing != nil { _ = try await forge.close(id, reason: comment(forge)) }
        guard errand.deletesBranch else { return }
        let home = if let fork = errand.proposal.fork { try forge.repository(of: fork) } else { id.repository }
        switch try await forge.deleteBranch(errand.proposal.branch, at: errand.proposal.head, of: home) {
        case .deleted, .absent: break
        // Somebody needs it.
        case .moved: break
        case .refused(let reason): throw .permanent("The host keeps \(errand.proposal.branch): \(reason)")
        }
    }
}
