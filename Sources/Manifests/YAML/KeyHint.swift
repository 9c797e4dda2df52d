import CYAML

/// For an error about a missing key: the key that stands there and looks like it.
///
/// Reads the file again, so that a scan that finds its paths pays nothing for it.
enum KeyHint {
    /// The nearest key of the mapping that starts with an event of the stream; nil where none is near.
    static func nearest(to key: String, inMappingAt event: Int, of source: SourceText, limits: YAMLLimits) -> String? {
        guard let keys = try? keys(ofMappingAt: event, source, limits) else { return nil }
        return nearest(to: key, among: keys)
    }

    /// The nearest of some keys; nil where none is near.
    static func nearest(to key: String, among keys: [String]) -> String? {
        let longest = max(1, min(3, key.count / 3))
        return keys.map { (key: $0, distance: distance(key, $0, limit: longest)) }
            .filter { $0.distance <= longest }
            .min { $0.distance < $1.distance }?.key
    }

    private static func keys(
        ofMappingAt event: Int, _ source: SourceText, _ limits: YAMLLimits
    ) throws(ManifestError) -> [String] {
        var reader = try EventReader(source, limits: limits)
        while reader.count < event { _ = try reader.next() }
        guard reader.event.type == YAML_MAPPING_START_EVENT else { return [] }
        var keys: [String] = []
        while try reader.next() != YAML_MAPPING_END_EVENT, keys.count < 1000 {
            if reader.event.type == YAML_SCALAR_EVENT { keys.append(reader.event.data.scalar.text) }
            try reader.skipNode()
            _ = try reader.next()
            try reader.skipNode()
        }
        return keys
    }

    /// How many letters must be put in, left out, replaced or swapped with their neighbour; more than `limit` where the
    /// lengths alone say so.
    private static func distance(_ left: String, _ right: String, limit: Int) -> Int {
        let left = Array(left.unicodeScalars)
        let right = Array(right.unicodeScalars)
        guard abs(left.count - right.count) <= limit else { return limit + 1 }
        var rows = [Array(0...right.count)]
        for (i, scalar) in left.enumerated() {
            var row = [i + 1]
            for (j, other) in right.enumerated() {
                var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (scalar == other ? 0 : 1))
                if i > 0, j > 0, scalar == right[j - 1], left[i - 1] == other {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }
}
