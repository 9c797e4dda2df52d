/// One value to write at one place.
package struct ValueEdit: Sendable, Hashable {
    package let place: Place
    /// The text that a reader of the file must get back; how it is quoted is the editor's business.
    package let value: String

    package init(place: Place, value: String) {
        self.place = place
        self.value = value
    }
}
