/// The version of an image in a values file of Helm, by the conventions of charts.
///
/// - a mapping whose `repository`, with its `registry` or `global.imageRegistry` before it, is the image: its `tag` (or
///   `version`) and `digest`, and a tag with the digest in it (`1.2@sha256:…`);
/// - a scalar under `image`, `repository:tag`, as ``ImageFinder`` takes it.
///
/// With a path given only what stands there or below is looked at, and a mapping right there that names no repository,
/// as in a file of overrides, is taken to be the image's.
package struct HelmFinder: UseFinder {
    package let image: ImageName
    package let path: Selector?
    package let parts: ImageParts
    package let limits: YAMLLimits

    package init(
        _ image: ImageName, below path: Selector? = nil, writing parts: ImageParts = .asWritten,
        limits: YAMLLimits = .manifest
    ) {
        self.image = image
        self.path = path
        self.parts = parts
        self.limits = limits
    }

    package func uses(in bytes: [UInt8], file: String) throws(ManifestError) -> [ImageUse] {
        var list = UseList(try OutlineBuilder.outline(of: bytes, file: file, limits: limits))
        let tops = try tops(of: list.outline)
        let scalars = ImageFinder(image, writing: parts, limits: limits)
        let registries = list.outline.roots.map { registry(of: $0, list.outline) }
        var names: Set<String> = []
        for node in list.outline.nodes.indices where tops.isEmpty || isBelow(tops, node, list.outline) {
            switch list.outline.nodes[node].content {
            case .mapping:
                let found = self.names(of: node, registries, list.outline)
                names.formUnion(found.map(\.description))
                let isTaken = found.contains(image) || (found.isEmpty && tops.contains(node))
                if isTaken, holdsVersion(node, list.outline) { try collect(node, into: &list) }
            default:
                guard list.outline.nodes[node].role == .value(of: "image") || tops.contains(node) else { continue }
                if let name = try scalars.collect(node, into: &list) { names.insert(name.description) }
            }
        }
        return try list.uses(in: bytes, of: image.description, among: names, limits: limits)
    }

    /// The nodes that the path leads to, one a document that has it; none without a path.
    private func tops(of outline: Outline) throws(ManifestError) -> Set<Int> {
        guard let path else { return [] }
        var tops: Set<Int> = []
        var refusal: ManifestError?
        for root in outline.roots {
            do throws(ManifestError) {
                let way = try OutlineWalk(outline: outline, place: Place(selector: path)).way(from: root)
                if way.rest.isEmpty { tops.insert(way.node) }
            } catch {
                refusal = error
            }
        }
        if tops.isEmpty { throw refusal ?? ManifestError(.noPath, file: outline.file, place: Place(selector: path)) }
        return tops
    }

    private func isBelow(_ tops: Set<Int>, _ node: Int, _ outline: Outline) -> Bool {
        var current: Int? = node
        while let node = current {
            if tops.contains(node) { return true }
            current = outline.nodes[node].parent
        }
        return false
    }

    /// The `global.imageRegistry` of a document.
    private func registry(of root: Int, _ outline: Outline) -> String? {
        outline.value(of: "global", in: root).flatMap { outline.text(of: "imageRegistry", in: $0) }
    }

    /// What a mapping may mean by its `repository`, in full form; empty where it has none.
    ///
    /// - Parameter registries: one a document.
    private func names(of mapping: Int, _ registries: [String?], _ outline: Outline) -> Set<ImageName> {
        guard let repository = outline.text(of: "repository", in: mapping) else { return [] }
        if let registry = outline.text(of: "registry", in: mapping) {
            return Set([ImageName(registry + "/" + repository)].compactMap { $0 })
        }
        let global = registries[outline.nodes[mapping].document]
        return Set([ImageName(repository), global.flatMap { ImageName($0 + "/" + repository) }].compactMap { $0 })
    }

    /// A mapping that only merges its repository is an image of its own as soon as it has a version of its own.
    private func holdsVersion(_ mapping: Int, _ outline: Outline) -> Bool {
        ["repository", "tag", "version", "digest"].contains { outline.own($0, in: mapping) != nil }
    }

    private func collect(_ mapping: Int, into list: inout UseList) throws(ManifestError) {
        let outline = list.outline
        let key =
            outline.value(of: "tag", in: mapping) == nil && outline.own("version", in: mapping) != nil
            ? "version" : "tag"
        let tag = outline.text(of: key, in: mapping)
        let digest = outline.text(of: "digest", in: mapping)
        guard var wanted = parts.parts(besideTag: tag, digest: digest) else {
            throw outline.error(.digestDecides(key), at: outline.value(of: "digest", in: mapping) ?? mapping)
        }
        let isTogether = parts == .asWritten && wanted == [.tag] && tag?.contains("@") ?? false
        if isTogether || (parts == .both && outline.value(of: "digest", in: mapping) == nil) {
            wanted = [.tagAndDigest]
        }
        for part in wanted {
            let partKey = part == .digest ? "digest" : key
            if let own = outline.own(partKey, in: mapping) {
                try check(own, outline)
                try list.add(own, part)
            } else if outline.value(of: partKey, in: mapping) != nil {
                throw outline.error(.mergedPart(partKey), at: mapping)
            } else {
                throw outline.error(.missingPart(partKey), at: mapping)
            }
        }
    }

    private func check(_ node: Int, _ outline: Outline) throws(ManifestError) {
        guard let text = outline.text(of: node), ImageReference.nameBeforeVariable(in: text) != nil else { return }
        throw outline.error(.variable(text), at: node)
    }
}
