package import Foundation

/// An immutable set of artifacts, one for each source of a pipeline.
package struct Release: Sendable, Hashable, Codable, Identifiable {
    package let id: ReleaseID
    /// Sorted by source.
    package let artifacts: [Artifact]
    /// Counts a pipeline's releases in the order in which they were cut; a later one is the newer one.
    package private(set) var number: Int
    /// When it was cut; of one that was found in Git, when the commit was made.
    package let cutAt: Date
    /// The commit that it was found in again after a lost database; nil when this database cut it.
    package private(set) var foundIn: CommitID?

    package init(pipeline: String, artifacts: [Artifact], number: Int, cutAt: Date) {
        id = ReleaseID(pipeline: pipeline, artifacts: artifacts)
        self.artifacts = artifacts.sorted { $0.source < $1.source }
        self.number = number
        self.cutAt = cutAt
    }

    func numbered(_ number: Int) -> Release {
        var copy = self
        copy.number = number
        return copy
    }

    func found(in commit: CommitID) -> Release {
        var copy = self
        copy.foundIn = commit
        return copy
    }

    package func artifact(of source: String) -> Artifact? { artifacts.first { $0.source == source } }

    /// What a person recognises it by: `api 1.4.2, worker main-3f2a`; with one source the tag alone.
    package var title: String {
        artifacts.count == 1 ? artifacts[0].tag : artifacts.map { "\($0.source) \($0.tag)" }.joined(separator: ", ")
    }
}
