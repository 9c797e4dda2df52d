/// Which documents of a multi-document file: those whose `kind`, `metadata.name` and `metadata.namespace` are these.
///
/// A part that is nil matches any document.
package struct DocumentSelector: Sendable, Hashable, CustomStringConvertible {
    package let kind: String?
    package let name: String?
    package let namespace: String?

    package init(kind: String? = nil, name: String? = nil, namespace: String? = nil) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
    }

    /// `kind Deployment, name api`; `any document` when every part is nil.
    package var description: String {
        let parts = [("kind", kind), ("name", name), ("namespace", namespace)]
            .compactMap { label, value in value.map { "\(label) \($0)" } }
        return parts.isEmpty ? "any document" : parts.joined(separator: ", ")
    }
}
