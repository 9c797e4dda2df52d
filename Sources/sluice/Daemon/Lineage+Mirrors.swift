import Promotion
import Reconcilers

extension Lineage {
    /// Descendants are found in the mirrors, and count while they declare what the release writes. A commit that is not there
    /// yet, as somebody has pushed it since, is fetched.
    ///
    /// - Parameter stage: a stage's definition now; nil where it was removed, so that nothing says what it declares.
    init(of remotes: any GitRemotes, stage: @escaping @Sendable (StageID) -> Stage?) {
        self.init { commit, handOff throws(Problem) in
            guard try await Self.descends(commit, from: handOff, remotes), let definition = stage(handOff.stage) else {
                return false
            }
            let pipeline = handOff.stage.pipeline
            do throws(Problem) {
                let files = try await remotes.files(
                    try Planner.files(of: definition, pipeline: pipeline), at: commit, of: handOff.branch.remote)
                let places = try Planner.declared(by: definition, pipeline: pipeline, files: files, base: commit)
                return Planner.declares(
                    places, handOff.release, pipeline: pipeline, environment: handOff.stage.environment)
            } catch {
                // What cannot be read there now is not declared there.
                guard !error.isTransient else { throw error }
                return false
            }
        }
    }

    private static func descends(
        _ commit: CommitID, from handOff: HandOff, _ remotes: any GitRemotes
    ) async throws(Problem) -> Bool {
        let remote = handOff.branch.remote
        do throws(Problem) {
            return try await remotes.isAncestor(handOff.revision, of: commit, in: remote)
        } catch {
            guard error.isTransient else { throw error }
        }
        _ = try await remotes.tip(of: handOff.branch, deadline: deadline)
        do throws(Problem) {
            return try await remotes.isAncestor(handOff.revision, of: commit, in: remote)
        } catch {
            // It is on no branch that is followed here: whatever it is, it is not known to descend from ours.
            guard error.isTransient else { throw error }
            return false
        }
    }

    private static let deadline = Duration.seconds(30)
}
