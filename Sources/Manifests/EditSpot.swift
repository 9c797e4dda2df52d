/// One value that a target stands for in a file, as the file declares it now.
package struct EditSpot: Sendable, Hashable {
    /// What plans, approvals and errors call it: the same before and after the value is written.
    package let name: String
    /// Where the value stands, or where the missing entry goes.
    package let position: Position
    /// The decoded text; empty where the file leaves the value out, or has no such entry yet.
    package let value: String
    /// What of an image stands there; nil where the edit says itself what is written.
    package let part: ImagePart?
    let address: Address

    /// Where the file's editor finds it.
    enum Address: Sendable, Hashable {
        case place(Place)
        /// An entry that is missing.
        case addition(Place)
    }

    init(_ place: Place, _ found: FoundValue, part: ImagePart? = nil) {
        name = place.description
        position = found.position
        value = found.value
        self.part = part
        address = .place(place)
    }

    init(missing place: Place, at position: Position, part: ImagePart) {
        name = place.description
        self.position = position
        value = ""
        self.part = part
        address = .addition(place)
    }

    /// Whether both are one value of one file, however they were found.
    package func isSame(as other: EditSpot) -> Bool {
        switch (address, other.address) {
        case (.addition, .addition): name == other.name
        default: position == other.position
        }
    }
}
