/// A scalar of a file whose text is a file of its own: a manifest in a ConfigMap, `spec.source.helm.values` of an Argo
/// CD Application.
package struct Container: Sendable, Hashable, CustomStringConvertible {
    /// Nil: exactly one of the documents must have the path.
    package let document: DocumentSelector?
    package let selector: Selector

    package init(document: DocumentSelector? = nil, selector: Selector) {
        self.document = document
        self.selector = selector
    }

    /// The selector, followed by the document where one is named: `data."app.yaml" (kind ConfigMap, name app)`.
    package var description: String { Place(document: document, selector: selector).description }
}
