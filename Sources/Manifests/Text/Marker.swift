/// A comment's JSON object that names what the value before it on the line is: `{"$sluice": "api:tag"}`, or Flux's
/// `{"$imagepolicy": "flux-system:podinfo:tag"}`.
struct Marker {
    enum Key: String, CaseIterable {
        case sluice = "$sluice"
        case imagePolicy = "$imagepolicy"
    }

    /// The longest object, in bytes.
    static let maximumLength = 1024

    let key: Key
    /// The object's bytes, braces included.
    let range: Range<Int>
    /// As they stand in the object: `api:tag`.
    let words: String
    let source: String
    /// What of the image stands there; nil for the whole reference.
    let part: ImagePart?
}

/// Finds the markers of some sources in a file's bytes; whether they stand in a comment is for the format to say.
struct MarkerScanner {
    let finder: MarkerFinder
    let source: SourceText

    /// The markers that are wanted, and the names that others have.
    struct Findings {
        var markers: [Marker] = []
        var others: Set<String> = []
    }

    /// Throws: `malformedMarker`, `unknownSuffix`.
    func scan() throws(ManifestError) -> Findings {
        var findings = Findings()
        var offset = source.contentStart
        while let dollar = source.bytes[offset...].firstIndex(of: UInt8(ascii: "$")) {
            offset = dollar + 1
            guard let key = key(at: dollar), let start = objectStart(before: dollar) else { continue }
            let object = MarkerObject(in: source, at: start)
            if let object, !object.range.contains(dollar) { continue }
            guard let object, let words = object.texts[key.rawValue] else {
                // Flux passes over what it cannot read.
                guard key == .sluice else { continue }
                throw refusal(.malformedMarker(source.text(start..<lineEnd(from: start))), at: start)
            }
            // Of two keys that one object has, the first that is wanted counts.
            guard findings.markers.last?.range != object.range else { continue }
            try add(words, key, object.range, to: &findings)
        }
        return findings
    }

    private func add(
        _ words: String, _ key: Marker.Key, _ range: Range<Int>, to findings: inout Findings
    ) throws(ManifestError) {
        let parts = words.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let nameCount = key == .sluice ? 1 : 2
        let name = parts.prefix(nameCount).joined(separator: ":")
        guard let wanted = finder.source(of: name, key) else {
            findings.others.insert(name)
            return
        }
        let part = parts.count > nameCount ? ImagePart(word: parts[nameCount]) : nil
        guard parts.count == nameCount || (parts.count == nameCount + 1 && part != nil) else {
            throw refusal(.unknownSuffix(words), at: range.lowerBound)
        }
        guard findings.markers.count < TextLimits.maximumUses else {
            throw refusal(.tooManyMarkers(limit: TextLimits.maximumUses), at: range.lowerBound)
        }
        findings.markers.append(Marker(key: key, range: range, words: words, source: wanted, part: part))
    }

    private func key(at dollar: Int) -> Marker.Key? {
        guard dollar > 0, source.bytes[dollar - 1] == UInt8(ascii: "\"") else { return nil }
        return Marker.Key.allCases.first { source.bytes[dollar...].starts(with: ($0.rawValue + "\"").utf8) }
    }

    /// The nearest opening brace before on the line.
    private func objectStart(before offset: Int) -> Int? {
        var start = offset
        while start > max(source.contentStart, offset - Marker.maximumLength) {
            start -= 1
            let byte = source.bytes[start]
            if byte == UInt8(ascii: "{") { return start }
            if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") { return nil }
        }
        return nil
    }

    private func lineEnd(from offset: Int) -> Int {
        source.bytes[offset...].firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") }
            ?? source.bytes.count
    }

    private func refusal(_ problem: ManifestProblem, at offset: Int) -> ManifestError {
        ManifestError(problem, file: source.file, at: source.position(at: offset))
    }
}

/// A JSON object of strings on one line.
private struct MarkerObject {
    let range: Range<Int>
    let texts: [String: String]

    /// Nil where none stands there.
    init?(in source: SourceText, at start: Int) {
        var isQuoted = false
        var offset = start
        let end = min(source.bytes.count, start + Marker.maximumLength)
        while offset < end, source.bytes.lineEndLength(at: offset) == 0 {
            switch source.bytes[offset] {
            case UInt8(ascii: "\\") where isQuoted: offset += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: "}") where !isQuoted:
                self.init(in: source, range: start..<(offset + 1))
                return
            default: break
            }
            offset += 1
        }
        return nil
    }

    private init?(in source: SourceText, range: Range<Int>) {
        let text = JSONText(UnsafeBufferPointer(rebasing: source.bytes[range]), file: source.file)
        guard let document = try? JSONDocument(text, comments: false, limits: ParseLimits(maximumNodes: 64)) else {
            return nil
        }
        var texts: [String: String] = [:]
        for key in document.children(of: 0) {
            guard document.nodes[key + 1].kind == .string, let name = document.value(of: key) else { return nil }
            texts[name] = document.value(of: key + 1)
        }
        self.range = range
        self.texts = texts
    }
}
