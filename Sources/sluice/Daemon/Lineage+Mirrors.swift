import Promotion
import Reconcilers

extension Lineage {
    /// Descendants are found in the mirrors. A commit that is not there yet, as somebody has pushed it since, is fetched.
    init(of remotes: any GitRemotes) {
        self.init { commit, handOff throws(Problem) in
            let remote = handOff.branch.remote
            do throws(Problem) {
                return try await remotes.isAncestor(handOff.revision, of: commit, in: remote)
            } catch {
                guard error.isTransient else { throw error }
            }
            _ = try await remotes.tip(of: handOff.branch, deadline: Self.deadline)
            do throws(Problem) {
                return try await remotes.isAncestor(handOff.revision, of: commit, in: remote)
            } catch {
                // It is on no branch that is followed here: whatever it is, it is not known to descend from ours.
                guard error.isTransient else { throw error }
                return false
            }
        }
    }

    private static let deadline = Duration.seconds(30)
}
