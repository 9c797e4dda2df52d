/// The literals of an HCL file that markers point at; inside of a heredoc, which may hold a file of its own, what
/// ``MarkedText`` finds on the marker's line.
enum HCLMarkers {
    /// Throws: the file's syntax error, `noMarkedValue`, `misplacedMarker`, `markerInValue`, `expression`.
    static func values(
        at markers: [Marker], in bytes: [UInt8], file: String
    ) throws(ManifestError) -> [MarkedValue] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            let tree = try HCLParser.parse(HCLSource(buffer, file: file), limits: .manifest)
            let isValue = valueFlags(of: tree)
            var cursor = TextCursor(from: source.contentStart)
            var values: [MarkedValue] = []
            for marker in markers {
                let last = lastLeaf(before: marker, in: tree)
                if let last, tree[last].range.upperBound > marker.range.lowerBound {
                    guard source.bytes[tree[last].range].starts(with: "<<".utf8) else {
                        throw MarkerComment.refusal(.markerInValue, of: marker, in: source)
                    }
                    if let value = try MarkedText.value(at: marker, in: source, &cursor) { values.append(value) }
                    continue
                }
                guard let node = try literal(last, before: marker, in: tree, isValue, source) else { continue }
                values.append(
                    MarkedValue(
                        marker: marker, text: tree.text(of: node) ?? "", position: tree.position(of: node),
                        address: .literal(node)))
            }
            return values
        }
    }

    /// Nil for a marker that is passed over.
    private static func literal(
        _ last: Int?, before marker: Marker, in tree: HCLTree, _ isValue: [Bool], _ source: SourceText
    ) throws(ManifestError) -> Int? {
        let comment = MarkerComment(before: marker, in: source, signs: ["#", "//", "/*"])
        guard let end = try comment.end(of: marker, in: source) else { return nil }
        guard let last, isValue[last], tree[last].range.upperBound >= comment.lineStart,
            tree[last].range.upperBound <= end,
            MarkerComment.isGap(tree[last].range.upperBound..<end, in: source)
        else { throw MarkerComment.refusal(.noMarkedValue, of: marker, in: source) }
        guard tree[last].isLiteral else {
            let range = tree[last].range
            throw tree.source.error(.expression(source.text(range)), at: range.lowerBound)
        }
        return last
    }

    private static func lastLeaf(before marker: Marker, in tree: HCLTree) -> Int? {
        var lower = 0
        var upper = tree.nodes.count
        while lower < upper {
            let middle = (lower + upper) / 2
            if tree[middle].range.lowerBound <= marker.range.lowerBound { lower = middle + 1 } else { upper = middle }
        }
        return tree.nodes[..<lower].lastIndex(where: \.isLeaf)
    }

    /// Which nodes are values: the last part of an attribute or a pair, and the elements of a tuple.
    private static func valueFlags(of tree: HCLTree) -> [Bool] {
        var flags = [Bool](repeating: false, count: tree.nodes.count)
        for index in tree.nodes.indices {
            switch tree[index].kind {
            case .attribute, .pair: flags[tree[index + 1].nextIndex] = true
            case .tuple: for child in tree.children(of: index) { flags[child] = true }
            default: break
            }
        }
        return flags
    }
}
