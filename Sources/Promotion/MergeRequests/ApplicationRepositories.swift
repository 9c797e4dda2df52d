import Foundation

/// Which repositories of applications may be asked for what changed, and how an artifact names its own.
///
/// An image's label is a stranger's word: it opens no connection to a repository that no Git credential covers.
package struct ApplicationRepositories: Sendable, Hashable {
    /// A Git credential's reach.
    package struct Reach: Sendable, Hashable {
        package var scheme: RemoteURL.Scheme
        /// Nil stands for every user.
        package var user: String?
        package var host: String
        package var port: Int
        /// Whole components with a slash before each; empty for the whole host.
        package var path: String

        package init(scheme: RemoteURL.Scheme = .ssh, user: String?, host: String, port: Int, path: String) {
            self.scheme = scheme
            self.user = user
            self.host = host
            self.port = port
            self.path = path
        }

        package func covers(_ remote: RemoteURL) -> Bool {
            remote.scheme == scheme && remote.host == host && remote.port == port
                && (user == nil || user == remote.user)
                && (path.isEmpty || remote.path == path || remote.path.hasPrefix(path + "/"))
        }
    }

    /// What to ask a repository for.
    package struct Query: Sendable, Hashable {
        package var remote: RemoteURL
        package var from: CommitID?
        package var to: CommitID
    }

    package var reaches: [Reach]

    package init(_ reaches: [Reach]) { self.reaches = reaches }

    /// Where the changes of a source's artifact are read, and from which commit on; throws the reason, as one sentence for
    /// a person, where they can't be.
    package func query(of source: Source, from old: Artifact?, to new: Artifact) throws(Problem) -> Query {
        let remote: RemoteURL
        switch source.origin {
        case .gitTags(let url), .gitBranch(let url, _): remote = url
        case .image: remote = if let changelog = source.changelog { changelog } else { try labelled(new) }
        }
        guard let to = Self.revision(of: new, source) else {
            throw .permanent(
                "\(new.source) \(new.tag) does not say which commit it was built from.",
                remedy: "Build it with the label org.opencontainers.image.revision.")
        }
        return Query(remote: remote, from: old.flatMap { Self.revision(of: $0, source) }, to: to)
    }

    /// The repository that an image's label names, where a credential covers it.
    ///
    /// `https://host/path`, as builders write it, stands for the same path over SSH too.
    private func labelled(_ artifact: Artifact) throws(Problem) -> RemoteURL {
        guard let label = artifact.origin, !label.isEmpty else {
            throw .permanent(
                "\(artifact.source) \(artifact.tag) does not say which repository it was built from.",
                remedy: "Build it with the label org.opencontainers.image.source, or set `changelog` at the source.")
        }
        if let remote = candidates(label).first(where: { remote in reaches.contains { $0.covers(remote) } }) {
            return remote
        }
        throw .permanent(
            "\(artifact.source) \(artifact.tag) names \(label.oneLine(limit: 200)), which no Git credential covers.",
            remedy: "Add a credential for it, or set `changelog` at the source.")
    }

    private func candidates(_ label: String) -> [RemoteURL] {
        let direct = (try? RemoteURL(label)).map { [$0] } ?? []
        if direct.first?.scheme == .ssh { return direct }
        guard label.utf8.count <= 2048, label.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
            let url = URLComponents(string: label), url.scheme?.lowercased() == "https", url.user == nil,
            url.password == nil, url.query == nil, let host = url.host?.lowercased(), !url.path.isEmpty
        else { return direct }
        var path = url.path
        while path.hasSuffix("/") { path.removeLast() }
        if !path.hasSuffix(".git") { path += ".git" }
        return direct
            + reaches.filter { $0.scheme == .ssh && $0.host == host }.compactMap { reach in
                let address = host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
                return try? RemoteURL("ssh://\(reach.user ?? "git")@\(address):\(reach.port)\(path)")
            }
    }

    /// The application's commit: of a Git source the digest, of an image its label. Nil unless it is a whole commit id.
    static func revision(of artifact: Artifact, _ source: Source) -> CommitID? {
        let text: String? = if case .image = source.origin { artifact.revision } else { artifact.digest }
        guard let hex = text?.lowercased(), hex.utf8.count == 40,
            hex.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x66).contains($0) })
        else { return nil }
        return CommitID(hex: hex)
    }
}

extension GitRemotes {
    /// What changed between two artifacts of a source, with links; never an error: what can't be had says why.
    package func changes(
        of source: Source, from old: Artifact?, to new: Artifact, in repositories: ApplicationRepositories,
        forges: [any Forge], limit: Int = 50, deadline: Duration
    ) async -> MergeRequestFacts.Changes {
        do throws(Problem) {
            let query = try repositories.query(of: source, from: old, to: new)
            let log = try await changes(
                from: query.from, to: query.to, of: query.remote, limit: limit, deadline: deadline)
            return .known(log.linked(of: query.remote, by: forges))
        } catch {
            return .unknown(reason: error.description)
        }
    }
}
