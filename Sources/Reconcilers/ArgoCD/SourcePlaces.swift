import Promotion

/// Which of an application's sources follow the environment's branch, and what is said of their revisions.
struct SourcePlaces: Sendable, Hashable {
    /// Counted from zero; nil for an application with a single source outside of a list.
    let indices: [Int]?

    /// Throws where it cannot be told which source is meant.
    init(of application: Application, choice: ArgoCDReconciler.Source?, remote: RemoteURL) throws(Problem) {
        guard application.hasSources, let sources = application.spec?.sources else {
            indices = nil
            return
        }
        let name = application.name
        switch choice {
        case .position(let position):
            guard sources.indices.contains(position - 1) else {
                throw .permanent(
                    "Application \(name) has \(sources.count) sources, and no source \(position).",
                    remedy: "Correct `source` in the environment's `argocd`.")
            }
            indices = [position - 1]
        case .name(let wanted):
            guard let index = sources.firstIndex(where: { $0.name == wanted }) else {
                throw .permanent(
                    "Application \(name) has no source named \(wanted).",
                    remedy: "Correct `source` in the environment's `argocd`, or name the source in the application.")
            }
            indices = [index]
        case nil where sources.count == 1: indices = [0]
        case nil:
            let key = Self.key(remote.description)
            let found = sources.indices.filter { sources[$0].repoURL.map(Self.key) == key }
            guard !found.isEmpty else {
                throw .permanent(
                    "None of the \(sources.count) sources of application \(name) is \(remote).",
                    remedy: "Name the one that follows the branch with `source` in the environment's `argocd`.")
            }
            indices = found
        }
    }

    /// The revisions of the sources that count, of a pair as Argo CD writes it; empty where there is none.
    func revisions(_ single: String?, _ several: [String]?) -> [String] {
        guard let indices else { return [single].compactMap(\.self).filter { !$0.isEmpty } }
        guard let several else { return [] }
        let found = indices.compactMap { several.indices.contains($0) && !several[$0].isEmpty ? several[$0] : nil }
        return found.count == indices.count ? found : []
    }

    /// Host and path of a repository's address, whatever the scheme, the user, the port and the spelling of its end: Argo CD
    /// may read over https what Sluice writes over SSH.
    static func key(_ url: String) -> String {
        var rest = url[...]
        let isURL = rest.firstRange(of: "://") != nil
        if let scheme = rest.firstRange(of: "://") { rest = rest[scheme.upperBound...] }
        let separator: Character = isURL ? "/" : ":"
        let end = rest.firstIndex(of: separator) ?? rest.endIndex
        var host = rest[..<end]
        if let at = host.lastIndex(of: "@") { host = host[host.index(after: at)...] }
        if isURL, let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") { host = host[..<colon] }
        var path = rest[end...].drop { $0 == "/" || $0 == ":" }
        while path.hasSuffix("/") { path = path.dropLast() }
        if path.hasSuffix(".git") { path = path.dropLast(4) }
        return host.lowercased() + "/" + path
    }
}
