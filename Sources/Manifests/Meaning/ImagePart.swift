/// What of an image a found place holds, and so what is written there.
package enum ImagePart: Sendable, Hashable {
    /// Registry and repository.
    case name
    case tag
    case digest
    /// `tag@digest`, as charts take it in `tag`.
    case tagAndDigest
    /// The version of a chart, which no grammar of images binds.
    case version
    /// The whole reference; `name` is kept as it is written.
    case reference(name: String, hasTag: Bool, hasDigest: Bool)
}

extension ImagePart {
    /// What a marker's suffix and a pattern's group call it; nil for any other word.
    init?(word: String) {
        switch word {
        case "tag": self = .tag
        case "digest": self = .digest
        case "name": self = .name
        default: return nil
        }
    }
}

/// What a person wants written of an image.
package enum ImageParts: String, Sendable, Hashable, CaseIterable {
    case tag, digest, both
    /// What stands there now: tag, digest or both; the tag where neither does.
    case asWritten
}

extension ImageParts {
    /// The part that is written over a whole reference.
    func part(of reference: ImageReference) -> ImagePart {
        let (hasTag, hasDigest) =
            switch self {
            case .tag: (true, false)
            case .digest: (false, true)
            case .both: (true, true)
            case .asWritten: (reference.tag != nil || reference.digest == nil, reference.digest != nil)
            }
        return .reference(name: reference.text, hasTag: hasTag, hasDigest: hasDigest)
    }

    /// The parts that are written where tag and digest have keys of their own; an empty value counts as none.
    ///
    /// Nil for a tag alone beside a digest, which would decide what is deployed.
    func parts(besideTag tag: String?, digest: String?) -> [ImagePart]? {
        let hasTag = tag.map { !$0.isEmpty } ?? false
        let hasDigest = digest.map { !$0.isEmpty } ?? false
        switch self {
        case .tag: return hasDigest ? nil : [.tag]
        case .digest: return [.digest]
        case .both: return [.tag, .digest]
        case .asWritten: return hasDigest ? (hasTag ? [.tag, .digest] : [.digest]) : [.tag]
        }
    }
}
