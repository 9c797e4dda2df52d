/// The literals of an HCL file that markers point at.
enum HCLMarkers {
    /// Throws: the file's syntax error, `noMarkedValue`, `misplacedMarker`, `markerInValue`, `expression`.
    static func values(
        at markers: [Marker], in bytes: [UInt8], file: String, limits: HCLLimits
    ) throws(ManifestError) -> [MarkedValue] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            let source = SourceText(buffer, file: file)
            let tree = try HCLParser.parse(HCLSource(buffer, file: file), limits: limits)
            let isValue = valueFlags(of: tree)
            var values: [MarkedValue] = []
            for marker in markers {
                guard let node = try node(before: marker, in: tree, isValue, source) else { continue }
                values.append(
                    MarkedValue(
                        marker: marker, text: tree.text(of: node) ?? "", position: tree.position(of: node),
                        address: .literal(node)))
            }
            return values
        }
    }

    /// Nil for a marker that is passed over.
    private static func node(
        before marker: Marker, in tree: HCLTree, _ isValue: [Bool], _ source: SourceText
    ) throws(ManifestError) -> Int? {
        func refusal(_ problem: ManifestProblem) -> ManifestError {
            MarkerComment.refusal(problem, of: marker, in: source)
        }
        let last = lastLeaf(before: marker, in: tree)
        if let last, tree[last].range.upperBound > marker.range.lowerBound { throw refusal(.markerInValue) }
        let comment = MarkerComment(before: marker, in: source, signs: ["#", "//", "/*"])
        guard let end = try comment.end(of: marker, in: source) else { return nil }
        guard let last, isValue[last] else { throw refusal(.noMarkedValue) }
        let range = tree[last].range
        guard range.upperBound >= comment.lineStart, range.upperBound <= end,
            MarkerComment.isGap(range.upperBound..<end, in: source)
        else { throw refusal(.noMarkedValue) }
        guard tree[last].isLiteral else {
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
