/// Caps on one YAML file.
package struct YAMLLimits: Sendable, Hashable {
    package let maximumBytes: Int
    /// Nested sequences and mappings.
    package let maximumDepth: Int
    /// Scalars, sequences and mappings, each counted as often as aliases repeat it.
    package let maximumNodes: Int

    package init(maximumBytes: Int = 1 << 20, maximumDepth: Int = 64, maximumNodes: Int = 200_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
    }

    /// For files that people write for Sluice: 1 MiB, depth 64, 200,000 nodes.
    package static let configuration = YAMLLimits()

    /// For files that Sluice edits and that other tools may have generated: 32 MiB, depth 128.
    package static let manifest = YAMLLimits(maximumBytes: 32 << 20, maximumDepth: 128, maximumNodes: 16_000_000)
}

extension YAMLLimits {
    /// The same limits for a text of at least so many bytes.
    func allowing(bytes: Int) -> YAMLLimits {
        YAMLLimits(
            maximumBytes: max(maximumBytes, bytes), maximumDepth: maximumDepth, maximumNodes: maximumNodes)
    }
}
