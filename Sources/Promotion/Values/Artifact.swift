package import Foundation

/// One resolved version of one source. Resolved once: a tag that moves later makes another artifact.
package struct Artifact: Sendable, Hashable, Codable {
    /// The source's name in its pipeline.
    package var source: String
    /// Where it comes from: `registry.example.com/team/app`, or a Git repository's address.
    package var repository: String
    package var tag: String
    /// `sha256:…` of an image; the commit id of a Git tag or branch head.
    package var digest: String?
    /// When it was made, as far as its registry says.
    package var created: Date?
    /// When Sluice saw it first.
    package var firstSeen: Date
    /// The commit of the application that it was built from (`org.opencontainers.image.revision`), where known.
    package var revision: String?
    /// The application's repository (`org.opencontainers.image.source`), where known.
    package var origin: String?
    /// Who wrote that commit, where known: they may not approve it under `preventSelfApproval`.
    package var author: String?

    package init(
        source: String, repository: String, tag: String, digest: String?, created: Date? = nil, firstSeen: Date,
        revision: String? = nil, origin: String? = nil, author: String? = nil
    ) {
        self.source = source
        self.repository = repository
        self.tag = tag
        self.digest = digest
        self.created = created
        self.firstSeen = firstSeen
        self.revision = revision
        self.origin = origin
        self.author = author
    }

    /// `repository:tag@digest`, what `${source.reference}` stands for. Without a digest, `repository:tag`.
    package var reference: String { digest.map { "\(repository):\(tag)@\($0)" } ?? "\(repository):\(tag)" }
}
