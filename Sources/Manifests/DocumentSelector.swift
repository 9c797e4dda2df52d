/// Which documents of a multi-document file: those whose `kind`, `metadata.name` and `metadata.namespace` are these,
/// or the one at an index.
///
/// A part that is nil matches any document.
package struct DocumentSelector: Sendable, Hashable, CustomStringConvertible {
    package let kind: String?
    package let name: String?
    package let namespace: String?
    /// Counted from 0, over all of the file's documents.
    package let index: Int?

    package init(kind: String? = nil, name: String? = nil, namespace: String? = nil, index: Int? = nil) {
        self.kind = kind
        self.name = name
        self.namespace = namespace
        self.index = index
    }

    /// `kind Deployment, name api`; `document [1]` by index; `any document` when every part is nil.
    package var description: String {
        let parts = [("kind", kind), ("name", name), ("namespace", namespace), ("document", index.map { "[\($0)]" })]
            .compactMap { label, value in value.map { "\(label) \($0)" } }
        return parts.isEmpty ? "any document" : parts.joined(separator: ", ")
    }
}
