/// The values that markers point at: the last value before a comment with `{"$sluice": "api:tag"}` on its line.
///
/// Behind the source's name stands what the value holds, `:tag`, `:digest` or `:name`; without it the value is a whole
/// reference. Flux's markers (fluxcd.io, ImageUpdateAutomation, "Update markers") serve, too, where `policies` says which
/// source a policy is; those that Flux passes over are passed over. Markers of other sources are left alone.
///
/// | file | comment | value, and how it is written |
/// |---|---|---|
/// | YAML | `#` | the scalar that ends before the comment, by ``YAMLEditor`` |
/// | HCL | `#`, `//`, `/* */` | the literal that ends before the comment, by ``HCLEditor`` |
/// | a block scalar or heredoc, a YAML template, any other | those, `--`, `;`, `%`, `<!-- -->`, `{{/* */}}` | by ``MarkedText``, its bytes |
package struct MarkerFinder: Sendable, Hashable {
    package let sources: Set<String>
    /// The source for each Flux image policy, `namespace:name`.
    package let policies: [String: String]
    /// What is written over a whole reference.
    package let parts: ImageParts

    package init(sources: Set<String>, policies: [String: String] = [:], writing parts: ImageParts = .asWritten) {
        self.sources = sources
        self.policies = policies
        self.parts = parts
    }

    /// In the file's order.
    ///
    /// Throws: `noMarker` where none of the sources has one, or why one of them does not point at a value.
    package func uses(
        in bytes: [UInt8], file: String, format: ManifestFormat? = nil
    ) throws(ManifestError) -> [TextUse] {
        try spots(in: bytes, file: file, format: format ?? ManifestFormat(of: file)).map(\.use)
    }

    func spots(in bytes: [UInt8], file: String, format: ManifestFormat) throws(ManifestError) -> [TextSpot] {
        let findings = try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            try source.checkText(limit: TextLimits.maximumBytes)
            return try MarkerScanner(finder: self, source: source).scan()
        }
        let marked = findings.markers.isEmpty ? [] : try values(at: findings.markers, in: bytes, file: file, format)
        guard !marked.isEmpty else {
            throw ManifestError(.noMarker(of: sources.sorted(), found: findings.others.sorted()), file: file)
        }
        var counts: [String: Int] = [:]
        return try marked.map { value throws(ManifestError) in
            let number = counts[value.marker.words, default: 0] + 1
            counts[value.marker.words] = number
            let use = TextUse(
                name: "marker \(value.marker.words) #\(number)", position: value.position, value: value.text,
                part: try part(of: value, file: file), source: value.marker.source, finder: .markers(self))
            return TextSpot(use: use, address: value.address)
        }
    }

    /// The source that a marker means; nil for one that is not wanted.
    func source(of name: String, _ key: Marker.Key) -> String? {
        guard let source = key == .sluice ? name : policies[name], sources.contains(source) else { return nil }
        return source
    }

    private func values(
        at markers: [Marker], in bytes: [UInt8], file: String, _ format: ManifestFormat
    ) throws(ManifestError) -> [MarkedValue] {
        switch format {
        case .yaml:
            do throws(ManifestError) {
                return try YAMLMarkers.values(at: markers, in: bytes, file: file)
            } catch {
                guard case .template = error.problem else { throw error }
                return try MarkedText.values(at: markers, in: bytes, file: file)
            }
        case .hcl: return try HCLMarkers.values(at: markers, in: bytes, file: file)
        case .json, .jsonc, .text: return try MarkedText.values(at: markers, in: bytes, file: file)
        }
    }

    private func part(of value: MarkedValue, file: String) throws(ManifestError) -> ImagePart {
        func refusal(_ problem: ManifestProblem) -> ManifestError {
            ManifestError(problem, file: file, at: value.position)
        }
        if value.text.contains("$") || value.text.contains("{{") { throw refusal(.variable(value.text)) }
        if let part = value.marker.part { return part }
        guard let reference = ImageReference(value.text) else { throw refusal(.notAnImage(value.text)) }
        // In a text any word is a name, such as the last one of `FROM api:1.4 AS build`.
        if case .bytes = value.address, reference.tag == nil, reference.digest == nil {
            throw refusal(.notAnImage(value.text))
        }
        return parts.part(of: reference)
    }
}

/// What stands before a marker.
struct MarkedValue {
    let marker: Marker
    var text: String
    var position: Position
    let address: TextSpot.Address
}
