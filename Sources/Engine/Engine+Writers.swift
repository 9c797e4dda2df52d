import Promotion

extension Engine {
    /// Who brought the values that a stage's branch declares now, as far as some of its newest commits tell.
    ///
    /// The newest commit on whose parent other values were declared; where none is found, whoever made the tip. Nil where Git
    /// cannot tell: nothing fails for it.
    nonisolated func writer(
        of declared: DeclaredState, _ stage: Stage, of pipeline: String, on remote: RemoteURL
    ) async -> Writer? {
        do throws(Problem) {
            let patterns = try Planner.files(of: stage, pipeline: pipeline)
            let writers = try await ports.remotes.writers(
                of: patterns, from: declared.tip, downTo: declared.known, of: remote, limit: limits.writers)
            for writer in writers.commits.prefix(limits.writersRead) {
                guard let parent = writer.parent else { return writer }
                let files = try await ports.remotes.read(patterns, at: parent, of: remote).contents(for: patterns)
                // Where nothing can be read by these edits, something else was declared.
                let before = try? Planner.declared(by: stage, pipeline: pipeline, files: files, base: parent)
                if before?.map(\.declared) != declared.values { return writer }
            }
            return writers.tip
        } catch {
            return nil
        }
    }
}
