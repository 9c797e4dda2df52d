/// New texts in the place of old bytes.
///
/// A value must print, on one line; between quotes it may have neither these nor a backslash, which may be an escape;
/// before a marker, without quotes, nothing that no version has. What else would end it shows when it is read back.
/// Where the file is valid in a format that is known, it must be so again, with the same nodes.
struct TextSplice {
    let bytes: [UInt8]
    let file: String
    let format: ManifestFormat
    /// In the file's order.
    private var edits: [SpotEdit] = []
    private var replacements: [(range: Range<Int>, value: String)] = []

    init(bytes: [UInt8], file: String, format: ManifestFormat) {
        self.bytes = bytes
        self.file = file
        self.format = format
    }

    /// Throws: `unwritableText`, `retyped`; `unprovenText` where the bytes are not behind those added before.
    mutating func add(_ edit: SpotEdit, over range: Range<Int>, quote: UInt8?) throws(ManifestError) {
        guard replacements.last.map({ $0.range.upperBound <= range.lowerBound }) ?? true else {
            throw refusal(.unprovenText, of: edit)
        }
        let isMarked = edit.spot.use.source != nil
        let ends = quote.map { [$0, UInt8(ascii: "\\")] } ?? (isMarked ? Array(" \t\"'`,;()[]{}=\\".utf8) : [])
        guard YAMLText.isPrintableOnOneLine(edit.value), !edit.value.utf8.contains(where: ends.contains) else {
            throw refusal(.unwritableText(edit.value), of: edit)
        }
        if quote == nil, standsAlone(range), PlainType.isString(edit.spot.use.value), !PlainType.isString(edit.value) {
            throw refusal(.retyped(edit.value), of: edit)
        }
        edits.append(edit)
        replacements.append((range, edit.value))
    }

    /// The whole new text.
    ///
    /// Throws: `unproven`, `retyped`.
    func result() throws(ManifestError) -> [UInt8] {
        let result = bytes.replacing(replacements.map { ($0.range, Array($0.value.utf8)) })
        guard let shape = FormatShape(of: bytes, file: file, format) else { return result }
        let new = FormatShape(of: result, file: file, format)
        guard let found = shape.problem(of: new, after: replacements) else { return result }
        throw refusal(found.problem, of: edits[found.edit])
    }

    /// Whether the bytes are a whole plain scalar of YAML as far as the bytes around them tell, in a template or in a
    /// text inside of a value.
    private func standsAlone(_ range: Range<Int>) -> Bool {
        guard format == .yaml || format == .hcl else { return false }
        let before = bytes[..<range.lowerBound].last
        let after = bytes[range.upperBound...].first
        return (before.map { " \t[{,\n".utf8.contains($0) } ?? true)
            && (after.map { " \t\r\n,]}".utf8.contains($0) } ?? true)
    }

    private func refusal(_ problem: ManifestProblem, of edit: SpotEdit) -> ManifestError {
        ManifestError(problem, file: file, at: edit.spot.use.position)
    }
}
