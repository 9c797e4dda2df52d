/// One addition to a file: where it goes, what is written there, and what the parser must make of it.
struct Addition {
    /// Texts to put in, by the byte before which each stands, in order.
    let insertions: [(offset: Int, text: String)]
    /// The event of the old stream before which the new ones stand, counted from 1.
    let event: Int
    /// Whether that event, an empty value, goes: a collection stands in its place.
    let replacesEvent: Bool
    let events: [AddedNode.Event]

    /// Where the new entry starts, in the old text.
    var offset: Int { insertions.last?.offset ?? 0 }

    func result(over bytes: [UInt8]) -> [UInt8] {
        bytes.replacing(insertions.map { ($0.offset..<$0.offset, Array($0.text.utf8)) })
    }
}
