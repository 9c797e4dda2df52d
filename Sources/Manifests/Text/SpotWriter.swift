/// A new value for a spot.
struct SpotEdit {
    let spot: TextSpot
    let value: String
}

/// Writes values at spots, each by the editor that its address names.
struct SpotWriter {
    let bytes: [UInt8]
    let file: String
    let format: ManifestFormat

    /// The whole new file. All spots are in the bytes, or none is.
    func result(of edits: [SpotEdit]) throws(ManifestError) -> [UInt8] {
        var places: [ValueEdit] = []
        var literals: [(node: Int, value: String)] = []
        var splice = TextSplice(bytes: bytes, file: file, format: format)
        for edit in edits {
            switch edit.spot.address {
            case .place(let place): places.append(ValueEdit(place: place, value: edit.value))
            case .literal(let node): literals.append((node, edit.value))
            case .bytes(let range, let quote): try splice.add(edit, over: range, quote: quote)
            }
        }
        if !places.isEmpty { return try YAMLEditor().apply(places, to: bytes, file: file).bytes }
        if !literals.isEmpty { return try HCLEditor().apply(literals, to: bytes, file: file) }
        return try splice.result()
    }
}
