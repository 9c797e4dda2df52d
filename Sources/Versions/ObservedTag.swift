package import struct Foundation.Date

/// A tag as a source showed it.
package struct ObservedTag: Sendable, Hashable {
    package var name: String
    /// When what the tag names was built, as it says of itself; nil where it does not say, or nobody asked yet.
    package var created: Date?
    /// What the tag names: `sha256:…` of a registry, the commit of a Git tag; nil where nobody asked yet.
    package var digest: String?
    /// When this tag was first seen naming this digest; nil where it is seen for the first time.
    package var firstSeen: Date?

    package init(name: String, created: Date? = nil, digest: String? = nil, firstSeen: Date? = nil) {
        self.name = name
        self.created = created
        self.digest = digest
        self.firstSeen = firstSeen
    }
}
