/// The entries of a kustomization's `images` for an image: those whose `name` or `newName` it is.
///
/// | entry | written |
/// |---|---|
/// | with `newTag`, `digest` or both | what is there, or what is asked for; a missing key is added |
/// | with `digest`, and only the tag is asked for | refused: Kustomize would deploy the old digest |
/// | with the image as its `newName` alone, which is to be written | refused: it would not be found again |
/// | missing | added at the end of `images`, which is added at the end of the file where it is missing |
package struct KustomizeFinder: UseFinder {
    package let image: ImageName
    /// What the `name` of a new entry says: the image as the manifests name it.
    package let entryName: String
    package let parts: ImageParts
    /// Whether `newName` is written, too.
    package let writesName: Bool
    package let limits: YAMLLimits

    /// - Parameter entryName: the image as the manifests name it.
    package init(
        _ image: ImageName, named entryName: String, writing parts: ImageParts = .asWritten, writesName: Bool = false,
        limits: YAMLLimits = .manifest
    ) {
        self.image = image
        self.entryName = entryName
        self.parts = parts
        self.writesName = writesName
        self.limits = limits
    }

    package func uses(in bytes: [UInt8], file: String) throws(ManifestError) -> [ImageUse] {
        var list = UseList(try OutlineBuilder.outline(of: bytes, file: file, limits: limits))
        guard let root = list.outline.roots.first else { throw ManifestError(.noDocument(nil), file: file) }
        if list.outline.roots.count > 1 {
            throw list.outline.error(.severalDocuments, at: list.outline.roots[1])
        }
        try checkKind(of: root, list.outline)
        let images = list.outline.own("images", in: root).map(list.outline.resolved)
        var isMissing = true
        for element in images.map(list.outline.elements(of:)) ?? [] {
            let entry = list.outline.resolved(element)
            let names = ["name", "newName"].compactMap { list.outline.text(of: $0, in: entry) }
            guard names.contains(where: { ImageName($0) == image }) else { continue }
            isMissing = false
            try checkName(of: entry, list.outline)
            for part in try parts(in: entry, list.outline) { try add(part, in: entry, to: &list) }
        }
        if isMissing {
            for part in (writesName ? [.name] : []) + (parts.parts(besideTag: nil, digest: nil) ?? []) {
                guard let path = Selector([.key("images"), .element(key: "name", value: entryName), key(of: part)])
                else { continue }
                list.add(missing: Place(selector: path), part)
            }
        }
        return try list.uses(in: bytes, of: entryName, among: [], limits: limits)
    }

    /// Only a kustomization may be given `images`.
    private func checkKind(of root: Int, _ outline: Outline) throws(ManifestError) {
        guard let node = outline.own("kind", in: root), let kind = outline.text(of: outline.resolved(node)) else {
            return
        }
        if kind != "Kustomization" && kind != "Component" { throw outline.error(.notKustomization(kind), at: node) }
    }

    /// An entry that has the image by its `newName` alone would not be found again once that is another.
    private func checkName(of entry: Int, _ outline: Outline) throws(ManifestError) {
        let name = outline.text(of: "name", in: entry)
        if writesName, name.flatMap({ ImageName($0) }) != image {
            throw outline.error(.renamesItself(name ?? ""), at: entry)
        }
    }

    private func parts(in entry: Int, _ outline: Outline) throws(ManifestError) -> [ImagePart] {
        let tag = outline.text(of: "newTag", in: entry)
        let digest = outline.text(of: "digest", in: entry)
        guard let parts = parts.parts(besideTag: tag, digest: digest) else {
            throw outline.error(.digestDecides("newTag"), at: outline.value(of: "digest", in: entry) ?? entry)
        }
        return (writesName ? [.name] : []) + parts
    }

    private func add(_ part: ImagePart, in entry: Int, to list: inout UseList) throws(ManifestError) {
        let entryPlace = try list.place(of: entry)
        guard let path = Selector(entryPlace.selector.steps + [key(of: part)]) else {
            throw list.outline.error(.unreachable, at: entry)
        }
        let place = Place(document: entryPlace.document, selector: path)
        // One that is merged stands there for the editor to refuse.
        if case .key(let key) = key(of: part), list.outline.value(of: key, in: entry) == nil {
            list.add(missing: place, part)
        } else {
            list.add(place, part)
        }
    }

    private func key(of part: ImagePart) -> Selector.Step {
        switch part {
        case .name: .key("newName")
        case .digest: .key("digest")
        default: .key("newTag")
        }
    }
}
