/// A file after its edits.
package struct EditedManifest: Sendable, Hashable {
    /// The whole new file; the bytes that were passed in when nothing had to change.
    package let bytes: [UInt8]
    /// In the order of the edits; empty when every value was already declared.
    package let changes: [ValueChange]

    package init(bytes: [UInt8], changes: [ValueChange]) {
        self.bytes = bytes
        self.changes = changes
    }
}
