import Promotion

/// Repositories, pages and commits, as most hosts name them.
extension HostForge {
    /// The repository of an address whose path is the repository's own.
    func plainRepository(of remote: RemoteURL) throws(Problem) -> ForgeRepository {
        guard let repository = ForgeRepository(of: remote) else {
            throw .permanent(
                "\(remote) is no repository of \(host.dialect.name).", remedy: "Its path has an owner and a name.")
        }
        return repository
    }

    /// A page below a repository's own, by what its vendor calls such pages.
    func plainAddress(
        of place: ForgePlace, in repository: ForgeRepository, commit: String, file: String, mergeRequest: String
    ) -> String {
        let root = host.settings.baseURL + "/" + percentEncoded(repository.path, keeping: "/")
        return switch place {
        case .repository: root
        case .commit(let id): root + "\(commit)\(id)"
        case .file(let path, let id): root + "\(file)\(id)/\(percentEncoded(path, keeping: "/"))"
        case .mergeRequest(let number): root + "\(mergeRequest)\(number)"
        }
    }

    /// The repository that has the head where it is another than the base's. Both by the names that the host has now, which
    /// an order need not know yet.
    func fork(_ head: String?, of base: String?) -> ForgeRepository? {
        head == base ? nil : head.flatMap { ForgeRepository(path: $0) }
    }

    /// A commit by its id; nil where the host gives none.
    func commit(_ hex: String?) -> CommitID? { hex.flatMap { $0.isEmpty ? nil : CommitID(hex: $0) } }
}
