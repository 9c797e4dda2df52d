/// Parses YAML into nodes with positions, for files that are decoded whole.
///
/// Duplicate keys, keys that are no scalars, unknown anchors and anything over the limits are errors. Aliases are
/// written out and merge keys (`<<`) merged, both within the limit on nodes.
package enum YAMLTree {
    /// The file's one document. A file without any is a null at 1:1.
    ///
    /// - Parameter file: the name that errors give the bytes; never opened.
    package static func parse(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .configuration
    ) throws(ManifestError) -> YAMLNode {
        try documents(in: bytes, file: file, limits: limits, maximum: 1).first
            ?? YAMLNode(.scalar(YAMLScalar("", style: .plain)), at: .start)
    }

    /// All documents of the file, in order; the limits are on all of them together.
    package static func parseAll(
        _ bytes: [UInt8], file: String, limits: YAMLLimits = .configuration
    ) throws(ManifestError) -> [YAMLNode] {
        try documents(in: bytes, file: file, limits: limits, maximum: .max)
    }

    private static func documents(
        in bytes: [UInt8], file: String, limits: YAMLLimits, maximum: Int
    ) throws(ManifestError) -> [YAMLNode] {
        try bytes.withUnsafeBufferPointer { buffer throws(ManifestError) in
            var builder = YAMLTreeBuilder(
                try EventReader(SourceText(buffer, file: file), limits: limits), limits: limits)
            return try builder.documents(maximum: maximum)
        }
    }
}
