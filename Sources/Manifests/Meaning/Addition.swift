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
        var result: [UInt8] = []
        var offset = 0
        for insertion in insertions {
            result += bytes[offset..<insertion.offset] + Array(insertion.text.utf8)
            offset = insertion.offset
        }
        return result + bytes[offset...]
    }
}
