/// What somebody outside says has changed. It brings a look forward, and is believed in nothing else.
package enum Hint: Sendable, Hashable {
    /// Something was pushed to a repository of a registry, under this tag where the sender said so.
    case image(ImageRepository, tag: String?)
    /// Something was pushed to a Git repository.
    case git(GitAddress, GitChange)
    /// A merge request was opened, changed, reviewed, commented, checked or closed. The number is the host's.
    case mergeRequest(GitAddress, number: Int)

    /// What in a Git repository has changed.
    package enum GitChange: Sendable, Hashable {
        case branch(String)
        case tag(String)
        /// The sender did not say what.
        case anything

        /// Of a full name, `refs/heads/…` or `refs/tags/…`; nil for other references, which nobody watches.
        package init?(reference: String) {
            let names = [("refs/heads/", GitChange.branch), ("refs/tags/", GitChange.tag)]
            guard let (prefix, make) = names.first(where: { reference.hasPrefix($0.0) }),
                reference.utf8.count > prefix.utf8.count
            else { return nil }
            self = make(String(reference.dropFirst(prefix.count)))
        }
    }

    /// The repository, `host/path`.
    package var repository: String {
        switch self {
        case .image(let repository, _): repository.description
        case .git(let address, _), .mergeRequest(let address, _): address.description
        }
    }
}

extension Hint: CustomStringConvertible {
    package var description: String {
        switch self {
        case .image(let repository, let tag): tag.map { "\(repository):\($0)" } ?? "\(repository)"
        case .git(let address, .branch(let name)): "branch \(name) of \(address)"
        case .git(let address, .tag(let name)): "tag \(name) of \(address)"
        case .git(let address, .anything): "\(address)"
        case .mergeRequest(let address, let number): "merge request \(number) of \(address)"
        }
    }
}
