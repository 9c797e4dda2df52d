/// Every use of an image in plain manifests, Compose files and custom resources: each scalar under a key `image`, at
/// any depth of any document, that is a reference to it.
///
/// A use behind an alias is found once, at its anchor. A reference that a tool completes (`…/api:${TAG}`) is refused.
package struct ImageFinder: UseFinder {
    package let image: ImageName
    package let parts: ImageParts
    package let limits: YAMLLimits

    package init(_ image: ImageName, writing parts: ImageParts = .asWritten, limits: YAMLLimits = .manifest) {
        self.image = image
        self.parts = parts
        self.limits = limits
    }

    package func uses(in bytes: [UInt8], file: String) throws(ManifestError) -> [ImageUse] {
        var list = UseList(try OutlineBuilder.outline(of: bytes, file: file, limits: limits))
        var names: Set<String> = []
        for node in list.outline.nodes.indices where list.outline.nodes[node].role == .value(of: "image") {
            if let name = try collect(node, into: &list) { names.insert(name.description) }
        }
        return try list.uses(in: bytes, of: image.description, among: names, limits: limits)
    }

    /// Adds the node where it refers to the image, and answers the name of the image it refers to.
    @discardableResult
    func collect(_ node: Int, into list: inout UseList) throws(ManifestError) -> ImageName? {
        let target = list.outline.resolved(node)
        guard let text = list.outline.text(of: target) else { return nil }
        if let name = ImageReference.nameBeforeVariable(in: text) {
            if name == image { throw list.outline.error(.variable(text), at: target) }
            return name
        }
        guard let reference = ImageReference(text) else { return nil }
        if reference.name == image { try list.add(target, parts.part(of: reference)) }
        return reference.name
    }
}
