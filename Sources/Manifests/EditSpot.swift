/// One value that a target stands for in a file, as the file declares it now.
package struct EditSpot: Sendable, Hashable {
    /// What plans, approvals and errors call it: the same before and after the value is written.
    package let name: String
    package let position: Position
    /// The decoded text; empty where the file leaves the value out.
    package let value: String
    let address: Address

    /// Where the file's editor finds it.
    enum Address: Sendable, Hashable {
        case place(Place)
    }
}
