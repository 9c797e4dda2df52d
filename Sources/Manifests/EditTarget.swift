/// What an edit means in a file: a value by its path, or whatever a rule finds there.
package enum EditTarget: Sendable, Hashable {
    /// The one value at a place.
    case value(Place)
}
