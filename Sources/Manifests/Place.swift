/// Where in a file one value stands: which document, and the path inside it.
package struct Place: Sendable, Hashable, CustomStringConvertible {
    /// Nil: exactly one of the file's documents must have the path.
    package let document: DocumentSelector?
    package let selector: Selector

    package init(document: DocumentSelector? = nil, selector: Selector) {
        self.document = document
        self.selector = selector
    }

    /// The selector, followed by the document where one is named: `spec.replicas (kind Deployment, name api)`.
    package var description: String {
        document.map { "\(selector) (\($0))" } ?? selector.description
    }
}
