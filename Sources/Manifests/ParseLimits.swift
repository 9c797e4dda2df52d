/// Caps on one file of JSON or HCL.
package struct ParseLimits: Sendable, Hashable {
    package let maximumBytes: Int
    /// Nested objects and arrays, blocks, brackets and templates.
    package let maximumDepth: Int
    /// Keys, labels, scalars, attributes, blocks, objects and arrays.
    package let maximumNodes: Int

    package init(maximumBytes: Int = 32 << 20, maximumDepth: Int = 64, maximumNodes: Int = 8_000_000) {
        self.maximumBytes = maximumBytes
        self.maximumDepth = maximumDepth
        self.maximumNodes = maximumNodes
    }

    /// For files that Sluice edits and that other tools may have generated: 32 MiB, depth 64, 8,000,000 nodes.
    package static let manifest = ParseLimits()
}

extension ParseLimits {
    /// The same limits for a text of at least so many bytes.
    func allowing(bytes: Int) -> ParseLimits {
        ParseLimits(maximumBytes: max(maximumBytes, bytes), maximumDepth: maximumDepth, maximumNodes: maximumNodes)
    }
}
