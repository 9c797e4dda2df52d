/// Where an expression matched a text, and what its groups hold.
package struct PatternMatch: Sendable, Hashable {
    package let text: String
    /// The UTF-8 offsets of each group, the whole match first; nil for a group that took no part.
    let groups: [Range<Int>?]
    let groupNames: [String: Int]

    /// What the group of that number holds, 0 being the whole match; nil when it took no part or is not there.
    package subscript(_ number: Int) -> Substring? {
        guard groups.indices.contains(number), let range = groups[number] else { return nil }
        let utf8 = text.utf8
        let start = utf8.index(utf8.startIndex, offsetBy: range.lowerBound)
        return Substring(utf8[start..<utf8.index(start, offsetBy: range.count)])
    }

    /// What the group of that name holds; nil when it took no part or is not there.
    package subscript(_ name: String) -> Substring? {
        groupNames[name].flatMap { self[$0] }
    }
}
