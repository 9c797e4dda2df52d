import Promotion

/// A delivery whose proof was right, while it is read.
struct Delivery {
    let request: WebhookRequest
    let payload: Payload
    /// What the configuration says instead of the host that the sender names.
    let host: String?

    /// The hint of an image repository; empty where its name is none.
    ///
    /// - Parameter registry: the host that the sender names, if it does.
    func image(_ path: String?, on registry: String?, tag: String?) -> [Hint] {
        // A host without dot and port would be read as a part of Docker Hub's paths.
        guard let path, let registry = host ?? registry,
            registry == "localhost" || registry.contains(where: ".:".contains),
            let repository = try? ImageRepository("\(registry)/\(path)")
        else { return [] }
        return [.image(repository, tag: tag)]
    }

    /// The same of a whole reference, `host/path:tag` or `host/path@digest`.
    func image(reference: String?, tag: String? = nil) -> [Hint] {
        guard let reference, let slash = reference.firstIndex(of: "/") else { return [] }
        let name = reference.prefix { $0 != "@" }
        var path = name[slash...].dropFirst()
        var written: String?
        if let colon = path.lastIndex(of: ":") {
            written = String(path[path.index(after: colon)...])
            path = path[..<colon]
        }
        return image(
            path.lowercased(), on: String(name[..<slash]), tag: tag ?? (written?.isEmpty ?? true ? nil : written))
    }

    /// The addresses of one Git repository, each once.
    func addresses(_ texts: [String?]) -> [GitAddress] {
        var found: [GitAddress] = []
        for text in texts {
            guard let text, let written = GitAddress(text), let address = host.map(written.on) ?? written,
                !found.contains(address)
            else { continue }
            found.append(address)
        }
        return found
    }
}

extension [GitAddress] {
    func hints(_ change: Hint.GitChange?) -> [Hint] { change.map { change in map { .git($0, change) } } ?? [] }

    func mergeRequest(_ number: Int?) -> [Hint] {
        number.map { number in map { .mergeRequest($0, number: number) } } ?? []
    }

    /// A branch by its bare name.
    func branch(_ name: String?) -> [Hint] { hints(name.map(Hint.GitChange.branch)) }
}
