/// One value that an edit changed or added: what a plan prints, and what an approval binds.
package struct ValueChange: Sendable, Hashable {
    package let place: Place
    /// Where the old value stands in the file as it was before any edit, or where what is added was put in.
    package let position: Position
    /// Nil where the place is added.
    package let old: String?
    package let new: String
    /// Where in the old file an alias of the value, or of a collection around it, repeats it: it changes there too.
    package let repeatedAt: [Position]

    package init(place: Place, position: Position, old: String?, new: String, repeatedAt: [Position] = []) {
        self.place = place
        self.position = position
        self.old = old
        self.new = new
        self.repeatedAt = repeatedAt
    }
}
