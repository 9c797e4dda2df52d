/// Where in a file one value stands: which document, and the path inside it.
package struct Place: Sendable, Hashable, CustomStringConvertible {
    /// Nil: exactly one of the file's documents must have the path.
    package let document: DocumentSelector?
    package let selector: Selector
    /// The values around the document, outermost first: each is selected in the file that the one before it holds.
    ///
    /// At most ``maximumContainers``. Only ``YAMLEditor`` looks into values.
    package let within: [Container]

    /// No real manifest is nested in more values.
    package static let maximumContainers = 8

    package init(document: DocumentSelector? = nil, selector: Selector, within: [Container] = []) {
        self.document = document
        self.selector = selector
        self.within = within
    }

    /// The innermost of some containers, as a value of its own; `containers` is not empty.
    init(within containers: [Container]) {
        let own = containers[containers.count - 1]
        self.init(document: own.document, selector: own.selector, within: containers.dropLast())
    }

    /// The selector, followed by the document where one is named: `spec.replicas (kind Deployment, name api)`.
    ///
    /// The values around it stand before it: `data."app.yaml" (kind ConfigMap) > image.tag`.
    package var description: String {
        let own = document.map { "\(selector) (\($0))" } ?? selector.description
        return (within.map(\.description) + [own]).joined(separator: " > ")
    }
}
