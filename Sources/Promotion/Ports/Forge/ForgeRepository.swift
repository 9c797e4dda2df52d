/// A repository as a host's API names it: `platform/prod`, or more steps where the host has groups of groups.
package struct ForgeRepository: Sendable, Hashable, Codable, CustomStringConvertible {
    /// Without slashes at its ends.
    package let path: String

    package var description: String { path }
    package var steps: [String] { path.split(separator: "/").map(String.init) }
    /// All but the last step.
    package var owner: String { steps.dropLast().joined(separator: "/") }
    package var name: String { steps.last ?? "" }

    /// Nil unless `path` has two steps or more, none of them empty, `.` or `..`, and no control character.
    package init?(path: String) {
        let steps = path.split(separator: "/", omittingEmptySubsequences: false)
        guard steps.count >= 2, path.utf8.count <= 1024,
            steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }),
            path.unicodeScalars.allSatisfy({ $0.value > 0x20 && $0.value != 0x7F })
        else { return nil }
        self.path = path
    }

    /// The repository of an address like `ssh://git@host/owner/name.git`; nil where its path is none.
    package init?(of remote: RemoteURL) {
        let path = remote.path.drop { $0 == "/" }
        self.init(path: String(path.hasSuffix(".git") ? path.dropLast(4) : path))
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let value = ForgeRepository(path: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "This is no repository's path.")
        }
        self = value
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(path)
    }
}

/// Something that a person can look at on a host.
package enum ForgePlace: Sendable, Hashable {
    case repository
    case commit(CommitID)
    /// A file as it stands at a commit.
    case file(String, at: CommitID)
    case mergeRequest(Int)
}
