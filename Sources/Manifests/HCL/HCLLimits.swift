/// Caps on one HCL file.
package struct HCLLimits: Sendable, Hashable {
    package let maximumBytes: Int
    /// Nested blocks, collections, brackets and templates.
    package let maximumDepth: Int
    /// Attributes, blocks, keys, labels and values.
    package let maximumNodes: Int

    /// Without arguments: 32 MiB, depth 64, 8,000,000 nodes.
    package init(maximumBytes: Int = 32 << 20, maximumDepth: Int = 64, maximumNodes: Int = 8_000_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
    }
}
