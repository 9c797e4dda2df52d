/// What a document calls itself, as Kubernetes' objects do.
enum DocumentIdentity {
    static let kind: [Selector.Step] = [.key("kind")]
    static let name: [Selector.Step] = [.key("metadata"), .key("name")]
    static let namespace: [Selector.Step] = [.key("metadata"), .key("namespace")]

    static let paths = [kind, name, namespace]
}
