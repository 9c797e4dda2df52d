/// The version of an image that is to be written; the parts that nobody wants written may be nil.
package struct ImageVersion: Sendable, Hashable {
    /// The new registry and repository, for a finder that was asked to write names.
    package let name: String?
    package let tag: String?
    package let digest: String?

    package init(name: String? = nil, tag: String? = nil, digest: String? = nil) {
        self.name = name
        self.tag = tag
        self.digest = digest
    }

    /// What is written at a spot that holds part of an image.
    ///
    /// Throws: `missingVersion`, `invalidVersion`.
    package func text(for spot: EditSpot, in file: String) throws(ManifestError) -> String {
        try text(of: spot.part ?? .version) { ManifestError($0, file: file, at: spot.position, place: spot.place) }
    }

    /// What is written where a part stands.
    ///
    /// - Parameter error: makes an error of `missingVersion`, where the version lacks what the part needs, or of
    ///   `invalidVersion`, where it is malformed.
    package func text(
        of part: ImagePart, error: (ManifestProblem) -> ManifestError
    ) throws(ManifestError) -> String {
        func checked(
            _ text: String?, _ part: String, isValid: (String) -> Bool
        ) throws(ManifestError) -> String {
            guard let text else { throw error(.missingVersion(part)) }
            guard isValid(text) else { throw error(.invalidVersion(text, part)) }
            return text
        }
        func tag() throws(ManifestError) -> String { try checked(self.tag, "tag") { ImageGrammar.isTag($0) } }
        func digest() throws(ManifestError) -> String {
            try checked(self.digest, "digest") { ImageGrammar.isDigest($0) }
        }
        switch part {
        case .name: return try checked(name, "name") { ImageName($0) != nil }
        case .tag: return try tag()
        case .digest: return try digest()
        case .tagAndDigest: return try tag() + "@" + digest()
        case .version: return try checked(self.tag, "version") { !$0.isEmpty }
        case .reference(let name, let hasTag, let hasDigest):
            return try name + (hasTag ? ":" + tag() : "") + (hasDigest ? "@" + digest() : "")
        }
    }
}
