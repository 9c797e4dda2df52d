/// A value that a place selects, as the file declares it now.
package struct FoundValue: Sendable, Hashable {
    package let place: Place
    /// The decoded text: without quotes, escapes resolved. Empty where the file leaves the value out (`tag:`).
    package let value: String
    /// The first character of the value itself, after its anchor and tag.
    package let position: Position
    /// Where an alias of the value, or of a collection around it, repeats it: an edit here changes those too.
    package let repeatedAt: [Position]

    package init(place: Place, value: String, position: Position, repeatedAt: [Position] = []) {
        self.place = place
        self.value = value
        self.position = position
        self.repeatedAt = repeatedAt
    }
}
