package import Foundation

/// An immutable set of artifacts, one for each source of a pipeline.
package struct Release: Sendable, Hashable, Codable, Identifiable {
    package let id: ReleaseID
    /// Sorted by source.
    package let artifacts: [Artifact]
    /// Counts a pipeline's releases in the order in which they were cut; a later one is the newer one.
    package let number: Int
    package let cutAt: Date

    package init(pipeline: String, artifacts: [Artifact], number: Int, cutAt: Date) {
        id = ReleaseID(pipeline: pipeline, artifacts: artifacts)
        self.artifacts = artifacts.sorted { $0.source < $1.source }
        self.number = number
        self.cutAt = cutAt
    }

    package func artifact(of source: String) -> Artifact? { artifacts.first { $0.source == source } }

    /// What a person recognises it by: `api 1.4.2, worker main-3f2a`; with one source the tag alone.
    package var title: String {
        artifacts.count == 1 ? artifacts[0].tag : artifacts.map { "\($0.source) \($0.tag)" }.joined(separator: ", ")
    }
}
