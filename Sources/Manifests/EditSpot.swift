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
    /// What a marker calls the source; nil where the edit knows it.
    package let source: String?
    let address: Address

    /// Where the file's editor finds it.
    enum Address: Sendable, Hashable {
        case place(Place)
        /// An entry that is missing.
        case addition(Place)
        /// What the file's text shows.
        case text(TextUse)
    }

    init(_ place: Place, _ found: FoundValue, part: ImagePart? = nil) {
        // What an alias repeats changes there, too: whoever approves the edit is told.
        let count = found.repeatedAt.count
        name = place.description + (count == 0 ? "" : " (repeated by \(count) alias\(count == 1 ? "" : "es"))")
        position = found.position
        value = found.value
        self.part = part
        source = nil
        address = .place(place)
    }

    init(missing place: Place, at position: Position, part: ImagePart) {
        name = place.description
        self.position = position
        value = ""
        self.part = part
        source = nil
        address = .addition(place)
    }

    init(_ use: TextUse) {
        name = use.name
        position = use.position
        value = use.value
        part = use.part
        source = use.source
        address = .text(use)
    }

    /// Nil for what the file's text shows.
    var place: Place? {
        switch address {
        case .place(let place), .addition(let place): place
        case .text: nil
        }
    }

    /// Whether both are one value of one file, however they were found.
    package func isSame(as other: EditSpot) -> Bool {
        switch (address, other.address) {
        case (.addition, .addition): name == other.name
        default: position == other.position
        }
    }
}
