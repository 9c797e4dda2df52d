/// Uses in the making: nodes of an outline and what is to be written there.
struct UseList {
    let outline: Outline
    private var wanted: [(place: Place, part: ImagePart, isAddition: Bool)] = []
    private var nodes: Set<Int> = []
    private var names = ElementNames()

    /// More than any real file has; each is looked for among all others of its sequence.
    static let maximumUses = 2000

    init(_ outline: Outline) {
        self.outline = outline
    }

    /// A scalar that stands there; a second time for the same node is none.
    mutating func add(_ node: Int, _ part: ImagePart) throws(ManifestError) {
        guard nodes.insert(node).inserted else { return }
        guard nodes.count <= Self.maximumUses else {
            throw outline.error(.tooManyUses(limit: Self.maximumUses), at: node)
        }
        wanted.append((try place(of: node), part, false))
    }

    mutating func place(of node: Int) throws(ManifestError) -> Place { try outline.place(of: node, &names) }

    mutating func add(missing place: Place, _ part: ImagePart) { wanted.append((place, part, true)) }

    mutating func add(_ place: Place, _ part: ImagePart) { wanted.append((place, part, false)) }

    /// The uses with what the ordinary editor reads at their places; it refuses what it could not write.
    ///
    /// - Parameters:
    ///   - meaning: what was looked for.
    ///   - names: what stands there of its kind, for the error that nothing was found.
    func uses(
        in bytes: [UInt8], of meaning: String, among names: Set<String>, limits: YAMLLimits
    ) throws(ManifestError) -> [ImageUse] {
        guard !wanted.isEmpty else {
            let nearest = Self.nearest(names, to: meaning)
            throw ManifestError(.noUse(of: meaning, nearest: nearest), file: outline.file)
        }
        let standing = wanted.filter { !$0.isAddition }
        let found = try YAMLEditor(limits: limits).read(standing.map(\.place), in: bytes, file: outline.file)
        return zip(standing, found).map { ImageUse(place: $0.place, part: $0.part, found: $1) }
            + wanted.filter(\.isAddition).map { ImageUse(place: $0.place, part: $0.part, found: nil) }
    }

    /// At most three, those with the same last part first, then those with the fewest letters to change.
    private static func nearest(_ names: Set<String>, to meaning: String) -> [String] {
        let base = meaning.split(separator: "/").last
        let ranked = names.sorted().prefix(1000).map { name in
            (
                name: name, isOther: name.split(separator: "/").last != base,
                distance: KeyHint.distance(String(meaning.suffix(100)), String(name.suffix(100)), limit: .max)
            )
        }
        return ranked.sorted { ($0.isOther ? 1 : 0, $0.distance, $0.name) < ($1.isOther ? 1 : 0, $1.distance, $1.name) }
            .prefix(3).map(\.name)
    }
}
