/// The scalars of a YAML file that markers point at; inside of a block scalar, which may hold a file of its own, what
/// ``MarkedText`` finds on the marker's line.
enum YAMLMarkers {
    /// Throws: the file's syntax error, `noMarkedValue`, `misplacedMarker`, `markerInValue`, `alias`.
    static func values(
        at markers: [Marker], in bytes: [UInt8], file: String
    ) throws(ManifestError) -> [MarkedValue] {
        let outline = try OutlineBuilder.outline(of: bytes, file: file, limits: .manifest)
        var values: [MarkedValue] = []
        var places: [Int: Place] = [:]
        var names = ElementNames()
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            var cursor = TextCursor(from: source.contentStart)
            for marker in markers {
                switch try address(of: marker, in: outline, source) {
                case .scalar(let node):
                    let place = try outline.place(of: node, &names)
                    places[values.count] = place
                    values.append(
                        MarkedValue(marker: marker, text: "", position: .start, address: .place(place)))
                case .line:
                    if let value = try MarkedText.value(at: marker, in: source, &cursor) { values.append(value) }
                case nil: break
                }
            }
        }
        let indices = places.keys.sorted()
        let found = try YAMLEditor().read(indices.compactMap { places[$0] }, in: bytes, file: file)
        for (index, found) in zip(indices, found) {
            values[index].text = found.value
            values[index].position = found.position
        }
        return values
    }

    private enum Address {
        case scalar(Int)
        /// Inside of a block scalar.
        case line
    }

    /// Nil for a marker that is passed over.
    private static func address(
        of marker: Marker, in outline: Outline, _ source: SourceText
    ) throws(ManifestError) -> Address? {
        func refusal(_ problem: ManifestProblem) -> ManifestError {
            MarkerComment.refusal(problem, of: marker, in: source)
        }
        let comment = MarkerComment(before: marker, in: source, signs: ["#"])
        let last = lastValue(before: marker, in: outline)
        if let last, outline.nodes[last].end > marker.range.lowerBound {
            // The comment behind a block scalar's | stands in none of its lines.
            let isHeader = outline.isBlock(last) && outline.nodes[last].position.offset >= comment.lineStart
            if isHeader { throw refusal(.noMarkedValue) }
            // Flux looks into no value.
            if marker.key == .imagePolicy { return nil }
            guard outline.isBlock(last) else { throw refusal(.markerInValue) }
            return .line
        }
        guard let end = try comment.end(of: marker, in: source) else { return nil }
        guard let last, outline.nodes[last].role != .unreachable, !outline.isBlock(last),
            outline.nodes[last].end >= comment.lineStart, outline.nodes[last].end <= end,
            MarkerComment.isGap(outline.nodes[last].end..<end, in: source)
        else { throw refusal(.noMarkedValue) }
        guard case .alias(let name, let anchor) = outline.nodes[last].content else { return .scalar(last) }
        let problem = anchor.map { ManifestProblem.alias(name, anchor: outline.nodes[$0].start) }
        throw refusal(problem ?? .unknownAnchor(name))
    }

    /// The last scalar or alias that starts before a marker.
    private static func lastValue(before marker: Marker, in outline: Outline) -> Int? {
        var lower = 0
        var upper = outline.nodes.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if outline.nodes[middle].start.offset <= marker.range.lowerBound {
                lower = middle + 1
            } else {
                upper = middle
            }
        }
        return outline.nodes[..<lower].lastIndex {
            switch $0.content {
            case .scalar, .alias: true
            case .sequence, .mapping: false
            }
        }
    }
}

extension Outline {
    fileprivate func isBlock(_ node: Int) -> Bool {
        switch nodes[node].content {
        case .scalar(_, .literal), .scalar(_, .folded): true
        default: false
        }
    }
}
