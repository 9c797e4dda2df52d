extension String {
    /// The text on one line without control characters, at most `limit` characters: what others wrote, fit for a reason.
    func words(limit: Int = 300) -> String {
        // No more of it is looked at than can be kept, whatever its size.
        let line = prefix(limit * 4).split { character in
            character.isWhitespace || character.unicodeScalars.allSatisfy { $0.value < 0x20 || $0.value == 0x7F }
        }.joined(separator: " ")
        return line.count > limit ? line.prefix(limit) + "…" : line
    }
}
