/// A new value for a spot.
struct SpotEdit {
    let spot: TextSpot
    let value: String
}

/// Writes values at spots, each by the editor that its address names.
struct SpotWriter {
    let bytes: [UInt8]
    let file: String

    /// The whole new file. All spots are of one finder, and so of one kind.
    func result(of edits: [SpotEdit]) throws(ManifestError) -> [UInt8] {
        var places: [ValueEdit] = []
        var literals: [(node: Int, value: String)] = []
        var splice = TextSplice(bytes: bytes, file: file)
        for edit in edits {
            switch edit.spot.address {
            case .place(let place): places.append(ValueEdit(place: place, value: edit.value))
            case .literal(let node): literals.append((node, edit.value))
            case .bytes(let range, let quote): try splice.add(edit, over: range, quote: quote)
            }
        }
        if !places.isEmpty { return try YAMLEditor().apply(places, to: bytes, file: file).bytes }
        if !literals.isEmpty { return try HCLEditor().apply(literals, to: bytes, file: file) }
        return splice.result()
    }
}

/// New texts in the place of old bytes.
///
/// A value must print, on one line; between quotes it may have neither these nor a backslash, which may be an escape.
/// Elsewhere what would end it shows when it is read back. In a YAML file, which may be a template, a value that stands
/// alone without quotes must be text to every reader, as the old one is: ``YAMLEditor`` would put it in quotes.
struct TextSplice {
    let bytes: [UInt8]
    let file: String
    /// In the file's order.
    private var replacements: [(range: Range<Int>, value: String)] = []

    init(bytes: [UInt8], file: String) {
        self.bytes = bytes
        self.file = file
    }

    mutating func add(_ edit: SpotEdit, over range: Range<Int>, quote: UInt8?) throws(ManifestError) {
        func refusal(_ problem: ManifestProblem) -> ManifestError {
            ManifestError(problem, file: file, at: edit.spot.use.position)
        }
        let ends = quote.map { [$0, UInt8(ascii: "\\")] } ?? []
        guard YAMLText.isPrintableOnOneLine(edit.value), !edit.value.utf8.contains(where: ends.contains) else {
            throw refusal(.unwritableText(edit.value))
        }
        if quote == nil, standsAlone(range), PlainType.isString(edit.spot.use.value), !PlainType.isString(edit.value) {
            throw refusal(.retyped(edit.value))
        }
        replacements.append((range, edit.value))
    }

    func result() -> [UInt8] {
        var result: [UInt8] = []
        var offset = 0
        for (range, value) in replacements {
            result += bytes[offset..<range.lowerBound]
            result += value.utf8
            offset = range.upperBound
        }
        return result + bytes[offset...]
    }

    /// Whether the bytes are a whole plain scalar of a YAML file, as far as the bytes around them tell.
    private func standsAlone(_ range: Range<Int>) -> Bool {
        guard ManifestFormat.editor(for: file) is YAMLEditor else { return false }
        let before = bytes[..<range.lowerBound].last
        let after = bytes[range.upperBound...].first
        return (before.map { " \t[{,\n".utf8.contains($0) } ?? true)
            && (after.map { " \t\r\n,]}".utf8.contains($0) } ?? true)
    }
}
