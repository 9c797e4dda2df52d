package import Foundation

/// Reads container registries. Every call has a deadline of its own and throws a classified `Problem`.
package protocol ImageRegistry: Sendable {
    /// All tags of a repository, in the registry's order, without duplicates.
    ///
    /// Whole or not at all: a list that could not be read to its end throws. A repository without tags is an empty list;
    /// one that does not exist throws a permanent problem. Callers that ask for one repository at the same time share
    /// one scan.
    func tags(of repository: ImageRepository) async throws(Problem) -> [String]

    /// The digest that a tag names now, or nil where the registry has no such tag.
    func digest(of tag: String, in repository: ImageRepository) async throws(Problem) -> String?

    /// What the image behind a digest says of itself. Kept for ever by digest: asking again costs nothing.
    func details(of digest: String, in repository: ImageRepository) async throws(Problem) -> ImageDetails
}

/// What an image says of itself.
package struct ImageDetails: Sendable, Hashable, Codable {
    /// Annotation `org.opencontainers.image.created`, else the configuration's `created`; of an index its newest child's.
    package var created: Date?
    /// `org.opencontainers.image.revision`.
    package var revision: String?
    /// `org.opencontainers.image.source`.
    package var origin: String?
    /// `org.opencontainers.image.authors`.
    package var author: String?

    package init(created: Date? = nil, revision: String? = nil, origin: String? = nil, author: String? = nil) {
        self.created = created
        self.revision = revision
        self.origin = origin
        self.author = author
    }
}
