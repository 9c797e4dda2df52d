/// A file after edits by its text.
package struct EditedText: Sendable, Hashable {
    /// The whole new file; the bytes that were passed in when nothing had to change.
    package let bytes: [UInt8]
    /// In the order of the edits; empty when every value was already declared.
    package let changes: [TextChange]
}

/// One value that an edit by the text changed.
package struct TextChange: Sendable, Hashable {
    /// The use's.
    package let name: String
    /// In the file as it was before any edit.
    package let position: Position
    package let old: String
    package let new: String
}
