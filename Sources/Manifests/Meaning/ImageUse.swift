/// A place that holds a version of what was looked for.
package struct ImageUse: Sendable, Hashable {
    package let place: Place
    package let part: ImagePart
    /// What stands there now; nil where the entry is missing and would be added.
    package let found: FoundValue?

    package init(place: Place, part: ImagePart, found: FoundValue?) {
        self.place = place
        self.part = part
        self.found = found
    }
}
