package import Versions

extension VersionPolicy {
    /// Whether one tag is followed whose digest changes, so that the same tag can be a newer version.
    package var isMutableTag: Bool {
        if case .digest = rule { return true }
        return false
    }

    /// Whether `tag` is an older version than `other` by name. Names that do not compare are not older.
    package func isOlder(_ tag: String, than other: String) -> Bool { order(tag, other) == .older }

    /// Whether an artifact is older than another one of the same source: by name, or by created time where the policy
    /// ranks by it.
    package func isOlder(_ artifact: Artifact, than other: Artifact) -> Bool {
        if needsCreated {
            guard let created = artifact.created, let before = other.created else { return false }
            return created < before
        }
        return isOlder(artifact.tag, than: other.tag)
    }
}
