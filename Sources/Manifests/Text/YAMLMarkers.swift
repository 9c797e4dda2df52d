/// The scalars of a YAML file that markers point at.
enum YAMLMarkers {
    /// Throws: the file's syntax error, `noMarkedValue`, `misplacedMarker`, `markerInValue`, `alias`.
    static func values(
        at markers: [Marker], in bytes: [UInt8], file: String, limits: YAMLLimits
    ) throws(ManifestError) -> [MarkedValue] {
        let outline = try OutlineBuilder.outline(of: bytes, file: file, limits: limits)
        var values: [(marker: Marker, place: Place)] = []
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            for marker in markers {
                guard let node = try node(before: marker, in: outline, source) else { continue }
                values.append((marker, try outline.place(of: node)))
            }
        }
        let found = try YAMLEditor(limits: limits).read(values.map(\.place), in: bytes, file: file)
        return zip(values, found).map { value, found in
            MarkedValue(
                marker: value.marker, text: found.value, position: found.position, address: .place(value.place))
        }
    }

    /// Nil for a marker that is passed over.
    private static func node(
        before marker: Marker, in outline: Outline, _ source: SourceText
    ) throws(ManifestError) -> Int? {
        func refusal(_ problem: ManifestProblem) -> ManifestError {
            MarkerComment.refusal(problem, of: marker, in: source)
        }
        let comment = MarkerComment(before: marker, in: source, signs: ["#"])
        let last = lastValue(before: marker, in: outline)
        if let last, outline.nodes[last].end > marker.range.lowerBound {
            // The comment behind a block scalar's | stands in none of its lines.
            if outline.nodes[last].position.offset >= comment.lineStart, outline.isBlock(last) {
                throw refusal(.noMarkedValue)
            }
            if marker.key == .imagePolicy { return nil }
            throw refusal(.markerInValue)
        }
        guard let end = try comment.end(of: marker, in: source) else { return nil }
        guard let last, outline.nodes[last].role != .unreachable, !outline.isBlock(last),
            outline.nodes[last].end >= comment.lineStart,
            outline.nodes[last].end <= end, MarkerComment.isGap(outline.nodes[last].end..<end, in: source)
        else { throw refusal(.noMarkedValue) }
        guard case .alias(let name, let anchor) = outline.nodes[last].content else { return last }
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
